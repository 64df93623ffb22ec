"""Places in the United States as people type them: cities by size, states, nicknames, ZIP codes.

Which zone a place keeps is common knowledge; what a zone's rules are is up to tzdata.
"""

from bisect import bisect_right
from typing import Final

_EASTERN: Final = "America/New_York"
_CENTRAL: Final = "America/Chicago"
_MOUNTAIN: Final = "America/Denver"
_PACIFIC: Final = "America/Los_Angeles"
_ARIZONA: Final = "America/Phoenix"
_INDIANA: Final = "America/Indiana/Indianapolis"
_KENTUCKY: Final = "America/Kentucky/Louisville"

STATES: Final[dict[str, tuple[str, str]]] = {
    "AL": ("Alabama", _CENTRAL),
    "AK": ("Alaska", "America/Anchorage"),
    "AZ": ("Arizona", _ARIZONA),
    "AR": ("Arkansas", _CENTRAL),
    "CA": ("California", _PACIFIC),
    "CO": ("Colorado", _MOUNTAIN),
    "CT": ("Connecticut", _EASTERN),
    "DE": ("Delaware", _EASTERN),
    "DC": ("District of Columbia", _EASTERN),
    "FL": ("Florida", _EASTERN),
    "GA": ("Georgia", _EASTERN),
    "HI": ("Hawaii", "Pacific/Honolulu"),
    "ID": ("Idaho", "America/Boise"),
    "IL": ("Illinois", _CENTRAL),
    "IN": ("Indiana", _INDIANA),
    "IA": ("Iowa", _CENTRAL),
    "KS": ("Kansas", _CENTRAL),
    "KY": ("Kentucky", _KENTUCKY),
    "LA": ("Louisiana", _CENTRAL),
    "ME": ("Maine", _EASTERN),
    "MD": ("Maryland", _EASTERN),
    "MA": ("Massachusetts", _EASTERN),
    "MI": ("Michigan", "America/Detroit"),
    "MN": ("Minnesota", _CENTRAL),
    "MS": ("Mississippi", _CENTRAL),
    "MO": ("Missouri", _CENTRAL),
    "MT": ("Montana", _MOUNTAIN),
    "NE": ("Nebraska", _CENTRAL),
    "NV": ("Nevada", _PACIFIC),
    "NH": ("New Hampshire", _EASTERN),
    "NJ": ("New Jersey", _EASTERN),
    "NM": ("New Mexico", _MOUNTAIN),
    "NY": ("New York State", _EASTERN),
    "NC": ("North Carolina", _EASTERN),
    "ND": ("North Dakota", _CENTRAL),
    "OH": ("Ohio", _EASTERN),
    "OK": ("Oklahoma", _CENTRAL),
    "OR": ("Oregon", _PACIFIC),
    "PA": ("Pennsylvania", _EASTERN),
    "PR": ("Puerto Rico", "America/Puerto_Rico"),
    "RI": ("Rhode Island", _EASTERN),
    "SC": ("South Carolina", _EASTERN),
    "SD": ("South Dakota", _CENTRAL),
    "TN": ("Tennessee", _CENTRAL),
    "TX": ("Texas", _CENTRAL),
    "UT": ("Utah", _MOUNTAIN),
    "VT": ("Vermont", _EASTERN),
    "VA": ("Virginia", _EASTERN),
    "WA": ("Washington State", _PACIFIC),
    "WV": ("West Virginia", _EASTERN),
    "WI": ("Wisconsin", _CENTRAL),
    "WY": ("Wyoming", _MOUNTAIN),
}
"""By its two letters: what a state is called, and the zone that most of it keeps."""

_BY_SIZE: Final = (
    "New York NY|Los Angeles CA|Chicago IL|Houston TX|Phoenix AZ|Philadelphia PA|San Antonio TX|San Diego CA"
    "|Dallas TX|Jacksonville FL|Fort Worth TX|San Jose CA|Austin TX|Charlotte NC|Columbus OH|Indianapolis IN"
    "|San Francisco CA|Seattle WA|Denver CO|Oklahoma City OK|Nashville TN|Washington DC|El Paso TX"
    "|Las Vegas NV|Boston MA|Detroit MI|Louisville KY|Portland OR|Memphis TN|Baltimore MD|Milwaukee WI"
    "|Albuquerque NM|Tucson AZ|Fresno CA|Sacramento CA|Atlanta GA|Mesa AZ|Kansas City MO|Raleigh NC"
    "|Colorado Springs CO|Omaha NE|Miami FL|Virginia Beach VA|Long Beach CA|Oakland CA|Minneapolis MN"
    "|Bakersfield CA|Tulsa OK|Tampa FL|Arlington TX|Aurora CO|Wichita KS|Cleveland OH|New Orleans LA"
    "|Henderson NV|Honolulu HI|Anaheim CA|Orlando FL|Lexington KY|Stockton CA|Riverside CA|Irvine CA"
    "|Corpus Christi TX|Newark NJ|Santa Ana CA|Cincinnati OH|Pittsburgh PA|Saint Paul MN|Greensboro NC"
    "|Jersey City NJ|Durham NC|Lincoln NE|Plano TX|Anchorage AK|Gilbert AZ|Madison WI|Reno NV|Chandler AZ"
    "|Saint Louis MO|Chula Vista CA|Buffalo NY|Fort Wayne IN|Lubbock TX|Toledo OH|Saint Petersburg FL"
    "|Laredo TX"
    "|Chesapeake VA|Winston-Salem NC|Scottsdale AZ|Garland TX|Boise ID|Norfolk VA|Arlington VA|Spokane WA"
    "|Fremont CA|Richmond VA|Baton Rouge LA|San Bernardino CA|Tacoma WA|Des Moines IA|Modesto CA|Frisco TX"
    "|Rochester NY|Fayetteville NC|Cary NC|Salt Lake City UT|Birmingham AL|Montgomery AL|Little Rock AR"
    "|Grand Rapids MI|Huntsville AL|Augusta GA|Amarillo TX|Columbus GA|Tallahassee FL|Overland Park KS"
    "|Worcester MA|Knoxville TN|Brownsville TX|Newport News VA|Santa Clarita CA|Providence RI"
    "|Fort Lauderdale FL"
    "|Chattanooga TN|Tempe AZ|Oceanside CA|Vancouver WA|Sioux Falls SD|Santa Rosa CA|Ontario CA|Eugene OR"
    "|Springfield MO|Salem OR|Peoria AZ|Fort Collins CO|Jackson MS|Cape Coral FL|Lancaster CA|Mobile AL"
    "|Corona CA|Palmdale CA|Hollywood FL|Clarksville TN|Salinas CA|Springfield MA|Pasadena TX|Paterson NJ"
    "|Macon GA|Alexandria VA|Bridgeport CT|Kansas City KS|Savannah GA|Hampton VA|Gainesville FL|Naperville IL"
    "|Rockford IL|Joliet IL|Aurora IL|Syracuse NY|Lakewood CO|Pasadena CA|Dayton OH|Akron OH|McAllen TX"
    "|Waco TX|Columbia SC|Charleston SC|Hartford CT|New Haven CT|Stamford CT|Topeka KS|Cedar Rapids IA"
    "|Davenport IA|Elizabeth NJ|Fargo ND|Murfreesboro TN|Denton TX|Evansville IN|Ann Arbor MI|Lansing MI"
    "|Flint MI|Springfield IL|Peoria IL|Bloomington IL|Bloomington IN|Provo UT|Ogden UT|Allentown PA"
    "|Berkeley CA"
    "|Norman OK|Columbia MO|Columbia MD|Abilene TX|Midland TX|Beaumont TX|Pearland TX|Round Rock TX"
    "|Rochester MN|Duluth MN|Green Bay WI|Wilmington NC|Wilmington DE|Asheville NC|Manchester NH|Lowell MA"
    "|Cambridge MA|Athens GA|Tuscaloosa AL|Pueblo CO|Boulder CO|Las Cruces NM|Santa Fe NM|Lafayette LA"
    "|Shreveport LA|South Bend IN|Gary IN|Erie PA|Scranton PA|Harrisburg PA|Reading PA|Albany NY|Yonkers NY"
    "|Billings MT|Missoula MT|Bozeman MT|Portland ME|Bangor ME|Burlington VT|Concord NH|Trenton NJ|Camden NJ"
    "|Dover DE|Annapolis MD|Rockville MD|Bethesda MD|Roanoke VA|Lynchburg VA|Charlottesville VA"
    "|Charleston WV|Morgantown WV|Huntington WV|Greenville SC|Greenville NC|Spartanburg SC|Myrtle Beach SC"
    "|West Palm Beach FL|Boca Raton FL|Fort Myers FL|Sarasota FL|Clearwater FL|Lakeland FL|Daytona Beach FL"
    "|Pensacola FL|Panama City FL|Bowling Green KY|Owensboro KY|Paducah KY|Johnson City TN|Kingsport TN"
    "|Canton OH|Youngstown OH|Kalamazoo MI|Saginaw MI|Dearborn MI|Muncie IN|Champaign IL|Urbana IL"
    "|Evanston IL"
    "|Iowa City IA|Sioux City IA|Waterloo IA|Bismarck ND|Grand Forks ND|Rapid City SD|Cheyenne WY|Casper WY"
    "|Lawrence KS|Independence MO|Saint Charles MO|Fayetteville AR|Fort Smith AR|Gulfport MS|Hattiesburg MS"
    "|Monroe LA|Tyler TX|College Station TX|Galveston TX|San Angelo TX|Mount Pleasant SC|Flagstaff AZ"
    "|Glendale AZ|Glendale CA|Santa Barbara CA|Santa Cruz CA|Palo Alto CA|Redding CA|Chico CA|Sunnyvale CA"
    "|Bellevue WA|Everett WA|Olympia WA|Yakima WA|Bend OR|Medford OR|Corvallis OR|Idaho Falls ID|Nampa ID"
    "|Coeur d’Alene ID|Fairbanks AK|Juneau AK|Hilo HI|San Juan PR|Brooklyn NY|Queens NY|The Bronx NY"
    "|Manhattan NY|Staten Island NY|Long Island NY"
)  # fmt: skip
_OTHER_ZONES: Final = {
    "El Paso TX": _MOUNTAIN, "Pensacola FL": _CENTRAL, "Panama City FL": _CENTRAL, "Evansville IN": _CENTRAL,
    "Gary IN": _CENTRAL, "Bowling Green KY": _CENTRAL, "Owensboro KY": _CENTRAL, "Paducah KY": _CENTRAL,
    "Knoxville TN": _EASTERN, "Chattanooga TN": _EASTERN, "Johnson City TN": _EASTERN,
    "Kingsport TN": _EASTERN, "Rapid City SD": _MOUNTAIN, "Coeur d’Alene ID": _PACIFIC,
    "Juneau AK": "America/Juneau",
}  # fmt: skip
"""Where a city keeps another zone than most of its state."""

CITIES: Final = tuple(
    (name[:-3], name[-2:], _OTHER_ZONES.get(name, STATES[name[-2:]][1])) for name in _BY_SIZE.split("|")
)
"""Each with the two letters of its state, and its zone; the largest first."""

NICKNAMES: Final[dict[str, str]] = {
    _EASTERN: "NYC|New York City|Big Apple|Philly|DC|Washington DC|DMV|ATL|Jax|Cincy|Research Triangle"
    "|South Florida|New England|Tri-State Area|East Coast",
    _PACIFIC: "LA|SoCal|NorCal|SF|San Fran|Bay Area|Silicon Valley|Vegas|PDX|Inland Empire|Orange County"
    "|West Coast",
    _CENTRAL: "NOLA|DFW|Dallas-Fort Worth|Chi-Town|STL|KC|OKC|Twin Cities|Nash|Quad Cities|Gulf Coast"
    "|Midwest",
    _MOUNTAIN: "SLC|ABQ",
    _INDIANA: "Indy",
}
"""What places are called by those who live there, by zone."""

_ZIPS: Final = (
    ("000", ""), ("005", _EASTERN), ("006", "America/Puerto_Rico"), ("010", _EASTERN), ("090", ""),
    ("100", _EASTERN), ("324", _CENTRAL),
    ("326", _EASTERN), ("350", _CENTRAL), ("373", _EASTERN), ("375", _CENTRAL), ("376", _EASTERN),
    ("380", _CENTRAL), ("398", _EASTERN), ("400", _KENTUCKY), ("420", _CENTRAL), ("425", _KENTUCKY),
    ("430", _EASTERN), ("460", _INDIANA), ("463", _CENTRAL), ("465", _INDIANA), ("476", _CENTRAL),
    ("478", _INDIANA), ("480", "America/Detroit"), ("500", _CENTRAL), ("569", _EASTERN), ("570", _CENTRAL),
    ("577", _MOUNTAIN), ("580", _CENTRAL), ("590", _MOUNTAIN), ("600", _CENTRAL), ("693", _MOUNTAIN),
    ("700", _CENTRAL), ("798", _MOUNTAIN), ("832", "America/Boise"), ("838", _PACIFIC), ("840", _MOUNTAIN),
    ("850", _ARIZONA), ("870", _MOUNTAIN), ("889", _PACIFIC), ("962", ""), ("967", "Pacific/Honolulu"),
    ("969", "Pacific/Guam"), ("970", _PACIFIC), ("995", "America/Anchorage"),
)  # fmt: skip
"""The first three digits from which on ZIP codes lie in a zone."""
_DIGITS: Final = 5


def find_zip(text: str) -> str:
    """The zone of a ZIP code ("60601", "60601-1234"); empty: it is none."""
    code = text.strip().partition("-")[0]
    if len(code) != _DIGITS or not (code.isascii() and code.isdecimal()):
        return ""
    return _ZIPS[bisect_right(_ZIPS, code[:3], key=lambda entry: entry[0]) - 1][1]
