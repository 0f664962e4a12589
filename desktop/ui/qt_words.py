"""Vietnamese for the few words that Qt itself puts on the screen; it ships no Vietnamese."""

from PySide6.QtCore import QCoreApplication, QTranslator

WORDS = {
    "Undo": "Hoàn tác",
    "Redo": "Làm lại",
    "Cut": "Cắt",
    "Copy": "Chép",
    "Paste": "Dán",
    "Delete": "Xóa",
    "Select All": "Chọn tất cả",
    "Copy Link Location": "Chép địa chỉ liên kết",
    "Step up": "Tăng",
    "Step down": "Giảm",
    "OK": "Xong",
    "Cancel": "Để sau",
    "Close": "Đóng",
    "Open": "Mở",
    "Save": "Lưu",
    "Save As": "Lưu thành",
    "Choose": "Chọn",
    "File name:": "Tên tệp:",
    "Files of type:": "Loại tệp:",
    "Look in:": "Tìm trong:",
    "Directory:": "Thư mục:",
    "Directories": "Thư mục",
    "All Files (*)": "Mọi tệp (*)",
    "Find Directory": "Tìm thư mục",
    "Create New Folder": "Tạo thư mục mới",
    "Create a New Folder": "Tạo thư mục mới",
    "New Folder": "Thư mục mới",
    "Parent Directory": "Thư mục cha",
    "Go to the parent directory": "Lên thư mục cha",
    "Back": "Quay lại",
    "Go back": "Quay lại",
    "Forward": "Đi tới",
    "Go forward": "Đi tới",
    "List View": "Xem danh sách",
    "Change to list view mode": "Xem danh sách",
    "Detail View": "Xem chi tiết",
    "Change to detail view mode": "Xem chi tiết",
    "Rename": "Đổi tên",
    "Show hidden files": "Hiện tệp ẩn",
    "Remove": "Xóa",
    "Name": "Tên",
    "Size": "Cỡ",
    "Type": "Loại",
    "Kind": "Loại",
    "Date Modified": "Ngày sửa",
    "Computer": "Máy tính",
    "My Computer": "Máy tính",
    "Drive": "Ổ đĩa",
    "File Folder": "Thư mục",
    "Folder": "Thư mục",
    "Sidebar": "Lối tắt",
}
"""By the English word, without the ampersand of its mnemonic and the dots that follow."""


class QtWords(QTranslator):
    """Answers for every context of Qt; what it does not know stays as Qt has it."""

    def translate(
        self,
        _context: str,
        source: str,
        _disambiguation: str | None = None,
        _n: int = -1,
    ) -> str:
        plain = source.replace("&", "")
        dots = "…" if plain.endswith(("...", "…")) else ""
        found = WORDS.get(plain.rstrip(".…"))
        return found + dots if found else source

    def isEmpty(self) -> bool:
        return False


def speak_vietnamese(app: QCoreApplication) -> None:
    """Install the words for as long as the application lives."""
    app.installTranslator(QtWords(app))
