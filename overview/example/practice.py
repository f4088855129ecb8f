"""The team to practise on: made up, like everything in it."""

AIMS = (
    "A made-up service to practise on. A workshop is open for votes: join it with the code, score a problem or "
    "two, then close it and look at the results. Amina, Ben and Carys are made up, and so are their votes. Nothing "
    "that you do here touches another team."
)
PROBLEMS = (
    ("Readers", "People do not know that a book is free again", "A reader reserves a book and hears nothing."),
    ("Readers", "Searching finds too much", "A search for a title lists every edition, and hides the one at hand."),
    ("Readers", "A lost card takes weeks to replace", "Until the new card comes, nothing can be borrowed."),
    ("Library staff", "Returned books pile up", "Staff scan each book twice, at the desk and again at the shelf."),
    ("Library staff", "Opening hours are kept in five places", "When they change, one is always forgotten."),
)
MEANS = (
    (3.2, 4.1, 4.0, 2.8, 2.6, 4.2),
    (3.9, 3.6, 3.1, 3.0, 3.8, 3.9),
    (2.6, 4.0, 3.4, 2.5, 2.4, 2.9),
    (3.1, 2.9, 3.6, 2.7, 3.0, 3.5),
    (3.8, 2.7, 4.3, 2.3, 3.3, 4.4),
)
PEOPLE = ("Amina", "Ben", "Carys")
