"""The account of an absence: the floor on which all analyses of absences stand."""
