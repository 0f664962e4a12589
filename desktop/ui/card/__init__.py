"""The pupil's card beside the list: profile, family, marks, absences, papers, saved by field."""
