"""The guides printed in the books (Hướng dẫn sử dụng), item by item."""

from typing import Final


def _items(text: str) -> tuple[str, ...]:
    return tuple(" ".join(item.split()) for item in text.split("\n\n"))


CLASS_BOOK_GUIDE: Final = _items("""
1. Sổ theo dõi và đánh giá học sinh (theo lớp học) là hồ sơ quản lí hoạt động giáo dục được quy
định tại Điều lệ trường trung học cơ sở, trường trung học phổ thông và trường phổ thông có nhiều
cấp học; do nhà trường quản lí và lưu giữ.

2. Giáo viên môn học trực tiếp ghi điểm số, mức đánh giá của học sinh vào Sổ; kí và ghi rõ họ
tên ở cuối danh sách học sinh của từng môn học. Môn học do nhiều giáo viên cùng dạy thì tất cả
các giáo viên đó đều kí và ghi rõ họ tên.

3. Giáo viên chủ nhiệm ghi sơ yếu lí lịch học sinh, theo dõi chuyên cần, tổng hợp kết quả rèn
luyện và học tập của học sinh theo từng học kì, cả năm học và các nội dung khác thuộc trách
nhiệm của giáo viên chủ nhiệm; kí xác nhận ở những trang có quy định.

4. Nội dung trong Sổ phải được ghi đầy đủ, chính xác, đúng thời hạn. Không dùng mực đỏ để ghi
nội dung, không dùng bút chì hoặc loại mực có thể tẩy xóa được.

5. Khi sửa chữa, dùng bút mực đỏ gạch ngang nội dung cũ, ghi nội dung mới vào phía trên bên phải
vị trí ghi nội dung cũ và kí xác nhận về sự sửa chữa bên cạnh nội dung đã sửa hoặc ở cột ghi
chú.

6. Kết quả rèn luyện và học tập của học sinh chỉ được thông báo cho học sinh và cha mẹ học sinh
hoặc người giám hộ có liên quan.
""")
TEACHER_BOOK_GUIDE: Final = _items("""
1. Sổ theo dõi và đánh giá học sinh (của giáo viên) dùng cho giáo viên môn học để theo dõi, ghi
kết quả đánh giá thường xuyên, đánh giá định kì của học sinh các lớp được phân công giảng dạy.

2. Mỗi lớp trong một học kì được ghi ở một trang riêng. Danh sách học sinh được ghi theo đúng
thứ tự trong Sổ theo dõi và đánh giá học sinh (theo lớp học).

3. Giáo viên ghi điểm số, mức đánh giá và nhận xét sự tiến bộ, ưu điểm nổi bật, hạn chế chủ yếu
của học sinh (nếu có) trong quá trình rèn luyện và học tập môn học.

4. Không dùng mực đỏ, bút chì hoặc loại mực có thể tẩy xóa được. Khi sửa chữa, dùng bút mực đỏ
gạch ngang nội dung cũ, ghi nội dung mới vào phía trên bên phải vị trí ghi nội dung cũ.

5. Sổ được tổ chuyên môn và nhà trường kiểm tra thường xuyên; cuối năm học giáo viên nộp lại cho
nhà trường lưu giữ.
""")
