"""Verbs of newspaper English by what they say, and their forms."""

from __future__ import annotations

from typing import Final

from tracker.extract.english.lists import words_of

_IRREGULAR: Final = """
rise rose risen rising|fall fell fallen falling|grow grew grown growing|sink sank sunk sinking
shrink shrank shrunk shrinking
lose lost lost losing|sell sold sold selling|buy bought bought buying|make made made making|take took taken taking
give gave given giving|get got got getting|see saw seen seeing|say said said saying|tell told told telling
bring brought brought bringing
build built built building|win won won winning|spend spent spent spending|pay paid paid paying|hold held held holding
keep kept kept keeping|leave left left leaving|begin began begun beginning|become became become becoming
run ran run running
come came come coming|go went gone going|know knew known knowing|think thought thought thinking
find found found finding
show showed shown showing|draw drew drawn drawing|drive drove driven driving|write wrote written writing
speak spoke spoken speaking
meet met met meeting|stand stood stood standing|send sent sent sending|hit hit hit hitting
cut cut cut cutting|put put put putting
set set set setting|cost cost cost costing|beat beat beaten beating|lead led led leading
feed fed fed feeding|choose chose chosen choosing
slide slid slid sliding|swing swung swung swinging|spring sprang sprung springing|wear wore worn wearing
bear bore born bearing
seek sought sought seeking|teach taught taught teaching|fight fought fought fighting
catch caught caught catching|lend lent lent lending
bid bid bid bidding|shed shed shed shedding|spread spread spread spreading|split split split splitting
quit quit quit quitting
understand understood understood understanding|overtake overtook overtaken overtaking
undergo underwent undergone undergoing
withdraw withdrew withdrawn withdrawing|break broke broken breaking|speed sped sped speeding
fly flew flown flying|eat ate eaten eating
outsell outsold outsold outselling|oversee oversaw overseen overseeing
forecast forecast forecast forecasting|strike struck struck striking|read read read reading
sleep slept slept sleeping|wake woke woken waking|sit sat sat sitting|lie lay lain lying
shoot shot shot shooting|deal dealt dealt dealing|mean meant meant meaning|feel felt felt feeling
""".replace("\n", "|")

UP: Final = (
    "rise grow climb increase jump surge soar rally gain advance edge accelerate expand improve "
    "rebound swell balloon widen strengthen appreciate leap spike boost raise lift hike extend "
    "lengthen quicken mount"
)
DOWN: Final = (
    "fall drop decline decrease slip slide sink tumble plunge plummet shrink contract dip slump shed "
    "ease narrow weaken depreciate slow retreat cut reduce lower trim slash halve lessen shorten "
    "curb dive crash deteriorate lose"
)
LINK: Final = (
    "reach hit total stand exceed surpass top amount equal average come touch average comprise "
    "number measure weigh surpass near approach cover span range hold stay remain trade settle close"
)
SAY: Final = (
    "say tell add note announce report state claim estimate forecast predict project expect warn "
    "explain argue disclose reveal confirm acknowledge suggest insist reckon believe calculate "
    "declare stress recall admit write emphasise emphasize caution observe comment conclude assert "
    "indicate show find guide put see pencil deny want ask"
)
PLAIN: Final = words_of(
    """
    sell buy make take give get see bring build win spend pay hold keep leave begin become run go know think
    draw drive speak meet send beat lead choose seek teach fight catch lend withdraw break fly eat employ
    include produce provide receive serve earn generate deliver invest hire operate own open close launch
    start create contain require need support attract account represent make use agree approve sign acquire
    merge develop allow offer remain stay continue plan aim intend hope want help move turn bear borrow
    finance fund supply ship manufacture install complete finish handle carry transport process treat train
    enrol enroll recruit dismiss sack lay retire appoint elect vote publish post book record register log list
    issue order cancel refund fine charge impose levy collect donate grant award allocate store save consume
    burn emit cover connect link attach visit attend arrive depart enter exit export import trade invite host
    cost price value rate rank grade compare exclude involve affect damage destroy kill injure hurt infect
    vaccinate test examine survey interview poll play score compete live reside work study migrate travel
    stretch last face suffer enjoy ask answer respond reply sue settle owe subscribe download upload stream
    watch view click join follow share convert switch adopt replace repair upgrade refurbish renovate design
    plant harvest grow breed farm fish mine drill pump refine weigh absorb capture cool heat power fuel commit
    pledge promise guarantee secure obtain gather contribute benefit profit return yield swing bid fail
    succeed pass reject oppose back review audit inspect oversee monitor check track trace measure count lease
    rent let house accommodate seat double triple treble quadruple quintuple halve outsell overtake outpace
    outstrip lag trail match recover sort scan feature boast host wield circle sit lie load fire read sleep
    wake walk wait miss print pack pour lift-off house call name describe regard consider treat place target
    set put send drop-off introduce establish found relocate transfer divert submit apply qualify register
    remove eliminate avoid prevent stop halt suspend resume delay postpone schedule expire end bring-forward
    mark celebrate exist appear seem prove
    """
)
"""Verbs that say nothing of the kind."""
NOMINAL: Final = frozenset(
    words_of(
        """
    use plan aim hope help move turn finance fund supply ship process train vote post book record register log
    list issue order refund fine charge levy grant award store cover link visit exit export import trade host
    cost price value rate rank grade damage test survey interview poll play score work study travel stretch
    face answer reply download upload stream watch view click share convert switch repair upgrade design plant
    harvest farm fish mine drill pump power fuel heat pledge promise guarantee benefit profit return yield
    swing bid pass back review audit check track trace measure count lease rent house seat double triple match
    call name place target set drop end mark stop halt delay schedule lead run drive hold need start launch
    offer support claim report estimate forecast project state note total number average top hit near range
    read sort scan host feature walk wait sleep miss print pack load fire increase decrease rise fall drop
    decline gain advance climb jump surge rally rebound leap spike boost hike slip slide slump dip plunge dive
    crash ease slow cut contract lift raise trim touch top cover span approach comment show find open close
    win kill pay buy spend sack lay last study live trail lag fight break catch draw go take invite stay value
    edge tumble retreat lower narrow double back import ship transfer apply yield lease fly
    """
    )
)


Forms = tuple[str, str, str, str]
"""sees, saw, seen, seeing."""


def _inflections() -> dict[str, Forms]:
    forms: dict[str, Forms] = {}
    for line in _IRREGULAR.split("|"):
        if line:
            base, past, done, going = line.split()
            forms[base] = (_third(base), past, done, going)
    return forms


def _third(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    return base[:-1] + "ies" if base.endswith("y") and base[-2] not in "aeiou" else base + "s"


_DOUBLING: Final = frozenset(
    words_of(
        """
    plan drop cut slip dip cap ship log stop trim let top refer equal total commit transfer submit drag plan
    tap rip wrap
    """
    )
)


def _regular(base: str) -> Forms:
    stem = base
    if base in _DOUBLING:
        stem = base + base[-1]
    elif base.endswith("y") and base[-2] not in "aeiou":
        return _third(base), base[:-1] + "ied", base[:-1] + "ied", base + "ing"
    elif base.endswith("e"):
        return _third(base), base + "d", base + "d", base[:-1] + "ing"
    return _third(base), stem + "ed", stem + "ed", stem + "ing"


_FORMS: Final = _inflections()


def forms(base: str) -> Forms:
    """Return the third person, the past, the participle and the gerund of a verb.

    >>> forms("rise"), forms("carry")
    (('rises', 'rose', 'risen', 'rising'), ('carries', 'carried', 'carried', 'carrying'))
    """
    return _FORMS.get(base) or _regular(base)
