"""What stands in the way of something outside the program's control, told to who can act on it."""


class Trouble(Exception):
    """A sentence for the person: what happened, what was kept, what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
