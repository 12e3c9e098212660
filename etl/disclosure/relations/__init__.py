"""The budget of statistics from single answers: what they tell of persons, measured."""
