"""Units of English: what a number counts, by the words written behind it or the sign before it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from tracker.extract.english.lists import words_of
from tracker.values import UNIT_MULTIPLE, UNIT_PERCENT, UNIT_POINTS

Sort = Literal["share", "money", "time", "measure"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written: its name in figures and what one of it is worth there."""

    name: str
    factor: Decimal
    sort: Sort
    scaling: bool = False
    """Its factor is not one."""


_ONE: Final = Decimal(1)

_SHARES: Final = {
    (UNIT_PERCENT, "1"): "%|per cent|percent|pc|pct",
    (UNIT_PERCENT, "0.1"): "‰|per mille",
    (
        UNIT_POINTS,
        "1",
    ): (
        "pp|ppt|ppts|pps|percentage point|percentage points|percentage-point|%-point|%-points|% points|"
        "% point|per cent points"
    ),
    (UNIT_POINTS, "0.01"): "bp|bps|basis point|basis points|basis-point",
    (UNIT_MULTIPLE, "1"): "times|fold|x",
}

_MONEY: Final = {
    ("USD", "1"): "dollar|dollars|us dollar|us dollars|u.s. dollars|american dollars|bucks|usd",
    ("USD", "0.01"): "cents|cent|us cents|¢",
    ("CNY", "1"): "yuan|renminbi|rmb|chinese yuan|cny",
    ("HKD", "1"): "hong kong dollars|hkd",
    ("TWD", "1"): "taiwan dollars|new taiwan dollars|twd",
    ("EUR", "1"): "euro|euros|eur",
    ("EUR", "0.01"): "euro cents",
    ("GBP", "1"): "pound|pounds|pounds sterling|british pounds|sterling|quid|gbp",
    ("GBP", "0.01"): "pence|penny|p",
    ("JPY", "1"): "yen|japanese yen|jpy",
    ("KRW", "1"): "won|south korean won|korean won|krw",
    ("INR", "1"): "rupee|rupees|indian rupees|inr",
    ("INR", "0.01"): "paise",
    ("CHF", "1"): "swiss francs|francs|swiss franc|chf",
    ("RUB", "1"): "rouble|roubles|ruble|rubles",
    ("AUD", "1"): "australian dollars|aud",
    ("CAD", "1"): "canadian dollars|cad",
    ("SGD", "1"): "singapore dollars|sgd",
    ("NZD", "1"): "new zealand dollars|nzd",
    ("THB", "1"): "baht|thai baht",
    ("MYR", "1"): "ringgit|malaysian ringgit",
    ("IDR", "1"): "rupiah|indonesian rupiah",
    ("VND", "1"): "dong|vietnamese dong",
    ("PHP", "1"): "philippine pesos",
    ("MXN", "1"): "mexican pesos",
    ("BRL", "1"): "reais|brazilian reais|real",
    ("TRY", "1"): "lira|turkish lira",
    ("ZAR", "1"): "rand",
    ("AED", "1"): "dirham|dirhams",
    ("SAR", "1"): "riyal|riyals|saudi riyals",
    ("SEK", "1"): "swedish kronor|swedish krona|kronor|krona",
    ("NOK", "1"): "norwegian kroner|norwegian crowns|kroner|krone",
    ("DKK", "1"): "danish kroner|danish crowns",
    ("NGN", "1"): "naira",
    ("PKR", "1"): "pakistani rupees",
    ("BDT", "1"): "taka",
    ("PLN", "1"): "zloty|zlotys",
    ("ILS", "1"): "shekels",
    ("KES", "1"): "kenyan shillings",
}

SIGNS: Final = {
    "US$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "NZ$": "NZD",
    "AU$": "AUD",
    "CA$": "CAD",
    "MX$": "MXN",
    "A$": "AUD",
    "C$": "CAD",
    "S$": "SGD",
    "R$": "BRL",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "฿": "THB",
    "₫": "VND",
    "₱": "PHP",
    "₦": "NGN",
    "₪": "ILS",
    "RMB": "CNY",
    "Rmb": "CNY",
    "Rs": "INR",
    "Rs.": "INR",
    "RM": "MYR",
    "Tk": "BDT",
    "SFr": "CHF",
    "Sfr": "CHF",
    "Dh": "AED",
    **{
        code: code
        for code in words_of(
            """
    USD CNY EUR GBP JPY HKD KRW TWD AUD CAD SGD NZD CHF SEK NOK DKK INR IDR THB MYR VND PHP AED SAR ZAR BRL
    TRY RUB PLN MXN NGN KES ILS
    """
        )
    },
}
"""What stands before a number and makes it money."""

_TIMES: Final = {
    ("second", "1"): "second|seconds|sec|secs",
    ("minute", "1"): "minute|minutes|min|mins",
    ("hour", "1"): "hour|hours|hr|hrs|man-hours",
    ("day", "1"): "day|days|working day|working days|business days|trading days|calendar days",
    ("week", "1"): "week|weeks",
    ("month", "1"): "month|months",
    ("quarter", "1"): "quarters",
    ("year", "1"): "year|years|yr|yrs",
    ("year", "10"): "decade|decades",
    ("year", "100"): "century|centuries",
}

_MEASURES: Final = {
    ("km", "1"): "km|kms|kilometre|kilometres|kilometer|kilometers",
    ("m", "1"): "metre|metres|meter|meters",
    ("cm", "1"): "cm|centimetre|centimetres|centimeter|centimeters",
    ("mm", "1"): "mm|millimetre|millimetres|millimeter|millimeters",
    ("um", "1"): "µm|micron|microns|micrometres|micrometers",
    ("nm", "1"): "nm|nanometre|nanometres|nanometer|nanometers",
    ("mi", "1"): "mile|miles",
    ("nmi", "1"): "nautical mile|nautical miles",
    ("in", "1"): "inch|inches",
    ("ft", "1"): "ft|feet|foot",
    ("yd", "1"): "yards",
    ("ly", "1"): "light years|light-years",
    ("m2", "1"): "sq m|sqm|m2|m²|square metre|square metres|square meter|square meters|sq metres|sq meters",
    ("km2", "1"): "sq km|km2|km²|square kilometre|square kilometres|square kilometer|square kilometers",
    ("ft2", "1"): "sq ft|sqft|square feet|square foot",
    ("sq mi", "1"): "sq mi|square miles|square mile",
    ("ha", "1"): "ha|hectare|hectares",
    ("acre", "1"): "acre|acres",
    ("mu", "1"): "mu",
    ("m3", "1"): "m3|m³|cubic metre|cubic metres|cubic meter|cubic meters|cu m",
    ("ft3", "1"): "cubic feet",
    ("L", "1"): "l|litre|litres|liter|liters",
    ("mL", "1"): "ml|millilitre|millilitres|milliliter|milliliters",
    ("gal", "1"): "gallon|gallons",
    ("t", "1"): "t|ton|tons|tonne|tonnes|metric ton|metric tons|metric tonnes|mt",
    ("t", "1e3"): "kt|kilotonne|kilotonnes",
    ("t", "1e6"): "megatonne|megatonnes",
    ("t", "1e9"): "gt|gigatonne|gigatonnes",
    ("kg", "1"): "kg|kgs|kilo|kilos|kilogram|kilograms|kilogramme|kilogrammes",
    ("g", "1"): "g|gram|grams|gramme|grammes",
    ("mg", "1"): "mg|milligram|milligrams|milligrammes",
    ("ug", "1"): "µg|microgram|micrograms|microgrammes",
    ("lb", "1"): "lb|lbs",
    ("oz", "1"): "oz|ounce|ounces",
    ("kWh", "1"): "kwh|kilowatt-hour|kilowatt-hours|kilowatt hour|kilowatt hours",
    ("MWh", "1"): "mwh|megawatt-hour|megawatt-hours|megawatt hours",
    ("GWh", "1"): "gwh|gigawatt-hour|gigawatt-hours|gigawatt hours",
    ("TWh", "1"): "twh|terawatt-hour|terawatt-hours|terawatt hours",
    ("kW", "1"): "kw|kilowatt|kilowatts",
    ("MW", "1"): "mw|megawatt|megawatts",
    ("GW", "1"): "gw|gigawatt|gigawatts",
    ("W", "1"): "watt|watts",
    ("V", "1"): "volt|volts",
    ("hp", "1"): "hp|horsepower|bhp",
    ("Nm", "1"): "newton-metres|newton metres",
    ("mAh", "1"): "mah",
    ("Hz", "1"): "hz|hertz",
    ("kHz", "1"): "khz",
    ("MHz", "1"): "mhz",
    ("GHz", "1"): "ghz",
    ("B", "1"): "byte|bytes",
    ("KB", "1"): "kb|kilobytes",
    ("MB", "1"): "mb|megabyte|megabytes",
    ("GB", "1"): "gb|gigabyte|gigabytes",
    ("TB", "1"): "tb|terabyte|terabytes",
    ("PB", "1"): "petabyte|petabytes",
    ("Mbps", "1"): "mbps|megabits per second",
    ("Gbps", "1"): "gbps|gigabits per second",
    ("km/h", "1"): "km/h|kph|kmph",
    ("mph", "1"): "mph",
    ("°C", "1"): "°c|℃|degrees celsius|degree celsius|degrees c|degrees centigrade|celsius",
    ("°F", "1"): "°f|℉|degrees fahrenheit|degrees f|fahrenheit",
    ("°C", "1.0"): "degree|degrees|°",
    ("kcal", "1"): "kcal|kilocalories",
    ("kPa", "1"): "kpa|kilopascals",
    ("mmHg", "1"): "mmhg",
    ("dB", "1"): "db|decibel|decibels",
    ("TEU", "1"): "teu|teus|twenty-foot equivalent units|20-foot equivalent units",
}

ATTACHED: Final = frozenset(
    words_of(
        """
    % ‰ pc pct pp ppt ppts bp bps x km cm mm um nm kg mg g t kwh mwh gwh twh kw mw gw mah hz khz mhz ghz mb gb
    tb kb mbps gbps ml l ha ft sqm m2 km2 m² km² m³ hp bhp kph mph hrs hr min mins sec secs yrs yr °c ℃ °f ℉ °
    lb lbs oz teu p km/h db fold
    """
    )
)
"""What may be written onto the digits."""


def _table() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    groups: tuple[tuple[Sort, dict[tuple[str, str], str]], ...] = (
        ("share", _SHARES),
        ("money", _MONEY),
        ("time", _TIMES),
        ("measure", _MEASURES),
    )
    for sort, group in groups:
        for (name, factor), words in group.items():
            unit = Unit(name, Decimal(factor), sort, Decimal(factor) != 1)
            for word in words.split("|"):
                units[word] = unit
    return units


UNITS: Final = _table()
"""Units by their words in lower case; those of several words are parted by single blanks."""
LEADING: Final = frozenset(words.split(" ")[0] for words in UNITS if " " in words)
"""First words of the units that have several."""
LONGEST: Final = max(words.count(" ") for words in UNITS) + 1
MONEY_UNITS: Final = {code: Unit(code, _ONE, "money") for code in sorted({*SIGNS.values()})}

SCALES: Final = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
    "quadrillion": Decimal(10**15),
    "lakh": Decimal(10**5),
    "lakhs": Decimal(10**5),
    "lac": Decimal(10**5),
    "lacs": Decimal(10**5),
    "crore": Decimal(10**7),
    "crores": Decimal(10**7),
    "bn": Decimal(10**9),
    "bln": Decimal(10**9),
    "mn": Decimal(10**6),
    "mln": Decimal(10**6),
    "m": Decimal(10**6),
    "tn": Decimal(10**12),
    "trn": Decimal(10**12),
    "k": Decimal(1000),
    "b": Decimal(10**9),
    "cr": Decimal(10**7),
    "dozen": Decimal(12),
    "score": Decimal(20),
}
"""Powers of ten and what stands for them, as words or written onto the digits."""
