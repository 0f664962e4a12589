"""Lists of a class on paper for daily work: with free columns, with contacts, as labels."""
