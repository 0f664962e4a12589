"""Lớp học, Đồng ý của phụ huynh: the register of what families agreed to."""
