"""Behind *Chờ gửi* and *Cần xử lý*: each command in words, and what its author can do."""
