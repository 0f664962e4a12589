"""In ấn: choose a form, look at the PDF itself, save or print it, and print again what changed."""
