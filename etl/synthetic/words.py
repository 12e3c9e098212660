"""Invented names of people and places, and what the made-up practice calls things."""

_FIRST_NAMES = """
Adaeze Aiko Alma Amara Andre Anika Arturo Asha Beatriz Benedict Bianca Callum Carmen
Cedric Chiara Clara Dalia Damon Delphine Deshawn Dina Eamon Edith Elio Elsa Emeka Esme
Farah Felix Fiona Gael Gemma Gideon Greta Hana Hector Imani Ines Isaac Ivy Jamal Jonah
Josefa Kai Kamala Keisha Lars Leila Lena Linus Lorena Malik Mara Marcus Mei Milo Mina
Nadia Naveen Nell Noor Odette Omar Orla Paloma Pavel Petra Priya Quinn Rafael Renata
Rosa Ruben Sadie Samir Selma Silas Simone Sofia Stellan Tariq Tessa Theo Uma Valentin
Vera Wanda Willa Xavier Yara Yusuf Zadie Zora
"""
_LAST_NAMES = """
Abara Adler Alvarado Amsel Bakker Barlow Beaumont Bergstrom Bishara Blackwood Brandt
Calloway Cardoso Castellan Chaudry Corrigan Dandridge Delacroix Dinh Drummond Eastman
Ekwueme Ellery Fairbanks Ferreira Fontaine Galloway Ghosh Grantham Haddad Halloran
Hartwell Hayashi Holloway Ibarra Iverson Jankowski Jimenez Kaplan Kearney Kimura Kovacs
Lachance Lindqvist Lombardi Maddox Marchetti Mbeki McAllister Mendoza Merrick Nakagawa
Ndiaye Norwood Okafor Olsen Ortega Pemberton Petrov Prescott Quintero Radford Ramaswamy
Redfern Rinaldi Rosario Sandoval Santana Schaefer Sinclair Soto Stavros Sutherland
Tanaka Thackeray Tomlin Underhill Vasquez Villanueva Wakefield Weatherby Whitlock
Winslow Yamada Zielinski
"""
_PLACES = """
Riverside Harbor Maple-Street Oakwood Northgate Cedar Lakeview Elmhurst Brookfield
Stonebridge Willow Highland Fairmount Summit Orchard Meadow Foxglove Granite Juniper
Kestrel Larkspur Millrace Old-Mill Parkside Quarry Redwood Sycamore Tamarack Union
Valley Westbrook Ashford Birch Canal Dogwood Eastgate Fernhill Glenwood Hawthorn
Ironwood Jasper Kingsway Linden Magnolia Nightingale Overlook Pinecrest Queensway
Rosewood Silverlake Thornton Upland Vineyard Waterford Yarrow Alder Beacon Clearwater
Driftwood Evergreen
"""
FIRST_NAMES = tuple(_FIRST_NAMES.split())
LAST_NAMES = tuple(_LAST_NAMES.split())
PLACES = tuple(_PLACES.split())
SIDES = ("", "North ", "South ", "East ", "West ", "Upper ", "Lower ")

DIVISIONS = ("Central", "East", "North", "West", "South", "Coastal", "Valley", "Metro")

SERVICES = {
    "outpatient": ("Outpatient", "outpatient clinic"),
    "community": ("Community Support", "assertive community"),
    "school": ("School Program", "school based"),
    "crisis": ("Crisis Response", "mobile crisis"),
    "residential": ("House", "residential care"),
}

PROGRAMME_SETTINGS = (
    "outpatient", "community", "outpatient", "school", "outpatient", "crisis",
    "community", "outpatient", "residential", "outpatient", "school", "community",
)  # fmt: skip

POPULATIONS = (
    "adults",
    "adolescents",
    "children",
    "families",
    "older adults",
    "trauma",
)


def person_name(number: int) -> str:
    """A plausible name; names repeat as they do among real people, numbers don't."""
    first = FIRST_NAMES[number * 37 % len(FIRST_NAMES)]
    last = LAST_NAMES[(number * 53 + number // len(FIRST_NAMES)) % len(LAST_NAMES)]
    return f"{first} {last}"


def place_name(number: int) -> str:
    """A place, different for every number."""
    rounds, place = divmod(number, len(PLACES))
    again, side = divmod(rounds, len(SIDES))
    name = f"{SIDES[side]}{PLACES[place].replace('-', ' ')}"
    return f"{name} {again + 1}" if again else name
