"""Theme: colour tokens, fonts, palette and the one style sheet of the application."""

from desktop.ui.theme.apply import apply_theme, ink, ink_pen, tokens
from desktop.ui.theme.fonts import bold, face
from desktop.ui.theme.tokens import DARK, LIGHT, Tokens

__all__ = ["DARK", "LIGHT", "Tokens", "apply_theme", "bold", "face", "ink", "ink_pen", "tokens"]
