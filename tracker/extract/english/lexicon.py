"""Word classes: what a word may do in a sentence, as bit sets. All words are in lower case.

The lists are of general English as newspapers write it; they hold no names.
"""

from __future__ import annotations

from typing import Final

from tracker.extract.english import verbs
from tracker.extract.english.lists import words_of

NUMERIC: Final = 1 << 0
"""Digits, with whatever is written onto them."""
COUNTING: Final = 1 << 1
"""A number word (seven, sixty)."""
SPAN: Final = 1 << 2
"""A word of time that other words make a period of: quarter, half, year, months, fiscal."""
DET: Final = 1 << 3
OWN: Final = 1 << 4
"""A possessive pronoun."""
PREP: Final = 1 << 5
CONJ: Final = 1 << 6
REL: Final = 1 << 7
PRON: Final = 1 << 8
AUX: Final = 1 << 9
COPULA: Final = 1 << 10
SAY: Final = 1 << 11
UP: Final = 1 << 12
DOWN: Final = 1 << 13
LINK: Final = 1 << 14
"""Verbs that say what a measure comes to: reach, total, stand at."""
VERB: Final = 1 << 15
MAYBE: Final = 1 << 16
"""A noun that may be a verb: costs, plans, orders."""
ADV: Final = 1 << 17
ADJ: Final = 1 << 18
MEASURE: Final = 1 << 19
"""What is measured of somebody: revenue, output, share."""
TRIGGER: Final = 1 << 20
"""A figure or a time may begin here."""
HEDGE: Final = 1 << 21
COMMA: Final = 1 << 22
STOP: Final = 1 << 23
CAP: Final = 1 << 24
NAME: Final = 1 << 25
"""A capitalised word that no list knows."""
PARTICIPLE: Final = 1 << 26
GERUND: Final = 1 << 27
PLURAL: Final = 1 << 28
PAST: Final = 1 << 29

# Bits from 30 on take an int a second digit, and a test twice as long: few words have one of them.
SCALE: Final = 1 << 30
QUANTUM: Final = 1 << 31
"""A word that is a quantity by itself or nearly so: half, doubled, several, dozens."""
MONTH: Final = 1 << 32
WEEKDAY: Final = 1 << 33
CODE: Final = 1 << 34
"""Q3, H1, FY25."""
ROLE: Final = 1 << 35
"""A word for a person by office: analyst, chairman."""
RISE: Final = 1 << 36
FALL: Final = 1 << 37
MONEY: Final = 1 << 38
"""A currency's code or sign before a number (RMB 5bn)."""
OPEN: Final = 1 << 39
"""An opening quotation mark before the word."""
CLOSE: Final = 1 << 40
BRACKET: Final = 1 << 41
UNBRACKET: Final = 1 << 42
POSSESSIVE: Final = 1 << 43
NUMBERED: Final = 1 << 44
"""Words whose numbers are names: chapter 3, phase 2."""
UNIT: Final = 1 << 45
COLON: Final = 1 << 46
BARE: Final = 1 << 47
"""The plain form of a verb, as it stands after to and will."""
BODY: Final = 1 << 48
"""A word for a party that stands in for its name: company, bank, ministry."""
HEARSAY: Final = 1 << 49
ACCORDING: Final = 1 << 50
"""Behind these to or by names a source: according to, polled by."""

TRIGGERS: Final = NUMERIC | COUNTING | SCALE | QUANTUM | MONTH | SPAN | WEEKDAY | CODE
PREDICATE: Final = AUX | COPULA | SAY | UP | DOWN | LINK | VERB
FUNCTION: Final = DET | OWN | PREP | CONJ | REL | PRON | AUX | COPULA | ADV

_OTHERS: Final = {
    DET: "the a an this that these those each every either neither no any all both another such",
    OWN: "its their his her our my your whose",
    PREP: "of in on at by from to for with against over under between across among during since until till "
    "per than as about above "
    "below after before into onto through throughout within without via towards toward near despite "
    "versus amid among outside "
    "inside behind beyond beside alongside around off up down out upon except like unlike including "
    "excluding following "
    "regarding concerning worth plus minus",
    CONJ: "and or but nor yet while whereas although though because if unless when whenever once so",
    REL: "which who whom that where",
    PRON: "it he she they we i you them him us me itself themselves himself herself this these those one "
    "everyone anyone nobody "
    "someone everything something nothing there here",
    AUX: "has have had having will would can could may might shall should must did does do don't doesn't "
    "didn't won't wouldn't can't "
    "couldn't hasn't haven't hadn't cannot",
    COPULA: "is are was were be been being isn't aren't wasn't weren't it's that's there's he's she's",
    ADV: "also now then still already just only even ever never not about again back further however "
    "meanwhile moreover furthermore "
    "additionally too more most less least very so thus therefore together alone ago earlier later "
    "early late previously recently "
    "currently today yesterday tomorrow tonight overall combined once often always usually "
    "nonetheless nevertheless otherwise "
    "instead indeed perhaps roughly nearly almost approximately well far much quite rather somewhat "
    "altogether apiece annually "
    "daily weekly monthly quarterly yearly hourly respectively likewise elsewhere abroad overnight "
    "afterwards somehow soon "
    "long not n't separately alike hence abroad up down off out away around over there here",
    ADJ: "daily weekly monthly quarterly yearly hourly new old big small large great good high low higher "
    "lower total annual net gross average median main major minor local "
    "global national domestic foreign international public private other same own last next first "
    "second previous past "
    "current former recent future early late full key strong weak record single double different "
    "several many few more fewer "
    "most better worse best worst additional extra further possible likely available similar "
    "equivalent worth economic "
    "financial commercial industrial urban rural central federal regional northern southern eastern "
    "western green digital "
    "electric initial final entire whole overall combined so-called long short long-term short-term "
    "average own such second-hand",
    MEASURE: "revenue revenues sales turnover profit profits earnings income loss losses margin margins "
    "output production capacity demand "
    "supply exports imports shipments deliveries orders bookings price prices cost costs spending "
    "expenditure expenses investment "
    "investments capex dividend dividends debt debts borrowing borrowings cash reserves deposits "
    "loans lending assets liabilities equity "
    "valuation capitalisation capitalization share shares stake stakes yield yields rate rates ratio "
    "growth gdp inflation unemployment "
    "employment headcount workforce staff payroll wages wage salary salaries pay rent rents fee fees "
    "fare fares tariff tariffs tax taxes "
    "budget deficit surplus funding grant grants subsidy subsidies traffic footfall attendance "
    "turnout population number numbers "
    "proportion percentage volume volumes value total consumption usage emissions efficiency "
    "productivity temperature rainfall "
    "enrolment enrollment admissions visits arrivals bookings occupancy users subscribers customers "
    "members downloads speed range "
    "length height width depth weight size area distance duration lifespan score rating index level "
    "stock stocks inventory inventories "
    "backlog contribution contributions ebitda ebit guidance forecast estimate target quota fine "
    "penalty compensation "
    "bonus premium premiums discount royalty royalties proceeds receipts takings budget spend bill "
    "backlog harvest yield crop catch "
    "generation load throughput bandwidth latency accuracy age share-price",
    BODY: "company firm group business bank lender insurer carmaker automaker manufacturer maker producer "
    "retailer supplier operator "
    "developer builder airline carrier airport port ministry government council agency authority "
    "regulator department bureau office "
    "commission committee board university college school hospital trust charity foundation union "
    "association institute "
    "club chain startup start-up subsidiary unit division brand owner fund exchange utility miner grocer supermarket "
    "chipmaker drugmaker brewer publisher broadcaster network platform app service city town county "
    "province state country region "
    "district village nation administration party court museum library laboratory lab team plant "
    "factory project programme program "
    "scheme railway railroad shipyard shipbuilder cooperative co-operative corporation giant "
    "conglomerate watchdog body "
    "consultancy think-tank thinktank survey study report poll census organisation organization "
    "consortium venture partnership "
    "mill refinery mine yard works depot shop store hotel line ferry terminal dam reservoir farm "
    "festival fair market exchange system",
    ROLE: "chief executive officer ceo cfo coo cto chairman chairwoman chairperson chair president "
    "director manager head analyst economist "
    "spokesman spokeswoman spokesperson minister secretary governor mayor commissioner professor dr "
    "doctor mr mrs ms miss sir lord "
    "founder co-founder partner strategist researcher scientist engineer official officials analysts "
    "economists researchers "
    "executive executives vice-president treasurer chancellor senator lawmaker lawyer councillor "
    "superintendent inspector captain "
    "boss editor author co-author lead principal coach trader broker shareholder resident farmer "
    "worker critics experts expert "
    "campaigners campaigner spokespeople managers owners officials scientists judge dean curator "
    "coordinator adviser advisor "
    "consultant specialist surveyor planner leader",
    RISE: "rises increases gains additions rise increase growth gain jump surge climb advance uptick "
    "upturn rebound rally improvement expansion hike leap spike recovery "
    "higher more faster longer larger bigger greater stronger premium acceleration boost upswing appreciation uplift",
    FALL: "cuts falls drops declines decreases reductions fall drop decline decrease slip slide slump "
    "plunge dip reduction cut contraction downturn slowdown lower less fewer slower shorter "
    "smaller cheaper weaker discount shrinkage retreat deceleration depreciation dive tumble shortfall",
    NUMBERED: "footnote step note section chapter article page pages phase phases level step part volume room "
    "route flight gate figure table no nos number numbers version "
    "round week day class grade type tier stage item lot clause paragraph act rule covid stages "
    "highway motorway road line "
    "platform bus train window windows formula model series season episode apartment flat suite unit "
    "building terminal "
    "district ward zone block sector bay hall theme annex annexe appendix exhibit question band "
    "schedule form box channel "
    "category magnitude psalm verse kilometre-marker exit junction lane track studio runway pier berth house",
    MONTH: "january february march april may june july august september october november december jan feb "
    "mar apr jun jul aug sept sep "
    "oct nov dec",
    WEEKDAY: "monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow",
    SPAN: (
        "day hour minute year years quarter half months month week weeks weekend fiscal financial decade "
        "century spring summer autumn winter quarters"
    ),
    HEDGE: "from about around roughly approximately some estimated nearly almost over under below above "
    "exceeding than least most to as of "
    "barely circa approaching c ca approx nearing exceed exceeds exceeded topped tops surpassed "
    "surpassing surpasses crossed crossing crosses passed passing minimum maximum beyond within "
    "topping less",
}


def _table() -> dict[str, int]:
    table: dict[str, int] = {}

    def put(word: str, tag: int) -> None:
        table[word] = table.get(word, 0) | tag

    for tag, words in _OTHERS.items():
        for word in words.split():
            put(word, tag)
    for tag, bases in (
        (UP, verbs.UP.split()),
        (DOWN, verbs.DOWN.split()),
        (LINK, verbs.LINK.split()),
        (SAY, verbs.SAY.split()),
        (VERB, verbs.PLAIN),
    ):
        for base in bases:
            third, past, done, going = verbs.forms(base)
            nominal = base in verbs.NOMINAL
            for form in (base, third):
                put(form, (MAYBE if nominal else VERB) | (tag if tag != VERB else 0) | (BARE if form == base else 0))
            put(past, VERB | tag | PAST)
            put(done, VERB | tag | PARTICIPLE | (PAST if done == past else 0))
            put(going, GERUND | (tag if tag != VERB else 0))
    for word in words_of("total number average"):
        table[word] &= ~MAYBE
    for word in words_of(
        """
    reportedly allegedly purportedly supposedly apparently rumoured rumored understood
    """
    ):
        put(word, HEARSAY | (ADV if word.endswith("ly") else 0))
    for word in words_of("according polled surveyed interviewed questioned compiled"):
        put(word, ACCORDING)
    for word in words_of("women men people children police staff"):
        put(word, PLURAL)
    put("little", ADV)
    put("up", UP)
    put("down", DOWN)
    # A gerund or a noun of change alone is no predicate; the bits UP and DOWN only say which way.
    for word in words_of("building lead lost left following including excluding regarding concerning"):
        table[word] &= ~(VERB | MAYBE)
    put("left", VERB | PAST)
    put("lost", VERB | PAST | PARTICIPLE)
    put("led", VERB)
    return table


LEXICON: Final = _table()
"""What is known of a word, by its plain form."""
