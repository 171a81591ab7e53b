"""Words by which a column is known: headers in several languages, forenames, and words of places.

The lists are short on purpose: they have to tell a list of people from a table of counts, not to name everybody.
"""

from __future__ import annotations

import re
import unicodedata


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def plain(text: str) -> str:
    """Lower case, without accents, separators as blanks: "Né(e)_le" becomes "ne e le"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    bare = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", bare.replace("ł", "l").replace("Ł", "L").replace("ß", "ss"))
    return " ".join(re.sub(r"[^0-9a-z@&]+", " ", bare.lower()).split())


HEADERS: dict[str, str] = {
    # Sure to be of people.
    "person": r"surname|forenames?|first names?|given names?|middle names?|last names?|family name|full name|maiden name"
    r"|nominal(?: name)?|(?:officer|victim|suspect|offender|defendant|detainee|complainant|witness|patient|pupil"
    r"|student|employee|staff|staff member|child|parent|carer|tenant|customer|applicant|requester|informant|claimant"
    r"|appellant|prisoner|member|manager|client|resident|next of kin|contact)(?: s)? (?:full )?names?"
    r"|names? of (?:the )?(?:officer|victim|suspect|offender|defendant|detainee|patient|pupil|employee|person|child)s?"
    r"|persons? names?"
    r"|cyfenw|enw cyntaf|enw llawn|prenoms?|nom de famille|nom et prenom|nachname|familienname|vorname|apellidos?"
    r"|nombre y apellidos|cognome|nome e cognome|imie|nazwisko|imie i nazwisko|achternaam|voornaam|sobrenome|apelido",
    # Of people only where the values are.
    "name": r"names?|officers?|victims?|suspects?|offenders?|defendants?|employees?|staff|persons?|people|patients?"
    r"|contacts?|enw|noms?|nombres?|nome|naam|navn|namn|minister|councillors?|members?|initials?|author|signed by",
    "birth": r"d ?o ?b|dob|date of birth|birth ?date|birth day|born|dyddiad geni|date de naissance|ne e? ?le"
    r"|geburtsdatum|geburtstag|fecha de nacimiento|data di nascita|data urodzenia|geboortedatum|data de nascimento"
    r"|(?:victim|suspect|offender|officer|defendant|detainee|patient|pupil)(?: s)? (?:dob|date of birth)",
    "national": r"ni ?no|ni(?: number)?|n i (?:number|no)|national insurance(?: (?:number|no))?|nhs(?: (?:number|no))?"
    r"|pnc(?: ?id| number| no)?|passport(?: (?:number|no))?|driving licen[cs]e(?: (?:number|no))?|social security.*"
    r"|rhif yswiriant gwladol|numero de securite sociale|sozialversicherungsnummer|codice fiscale|pesel|bsn|dni|nie",
    "reference": r"(?:crime|custody|occurrence|incident|nominal|offender|victim|suspect|person|patient|pupil|student"
    r"|employee|staff|payroll|pay|warrant|collar|officer|shoulder|prisoner|detainee|arrest|case|investigation|urn"
    r"|complaint|hospital|niche|cad|client|tenant|asylum|home office|exhibit|intelligence)"
    r" ?(?:ref|reference|refs|number|no|num|id|identifier|urn|code)(?: (?:no|number))?|urn|unique reference number"
    r"|crimeid|crime record|numero de dossier|aktenzeichen|rhif trosedd|numero de expediente|sygnatura akt",
    "address": r"(?:home |postal |full |victim |suspect |offender )?address(?: ?(?:line )?\d)?|house (?:number|name)"
    r"|street address|cyfeiriad|adresse|anschrift|direccion|indirizzo|adres|endereco|domicile|wohnort",
    "postcode": r"(?:home |victim |suspect )?post ?codes?|zip(?: code)?|cod post|code postal|plz|postleitzahl"
    r"|codigo postal|cap|kod pocztowy",
    "phone": r"(?:home |work )?(?:tele)?phone(?: (?:number|no))?|tel(?: no)?|mobile(?: (?:number|no|phone))?|ffon"
    r"|cell(?: phone)?|handy|telefon|telefono|numero de telephone",
    "email": r"e ?mails?(?: addresse?s?)?|e bost|correo|courriel|e mail adresse",
    "trait": r".*\b(?:gender|sex|ethnicity|ethnic(?: .*)?|age|age (?:range|group|at .*)|nationality|religion|disability"
    r"|self defined .*|officer defined .*|sexual orientation|rhyw|oed|sexe|geschlecht|alter|sexo|edad|plec|wiek)\b.*",
    "event": r".*\b(?:crime|offence|incident|outcome|arrest|stop|search|victim|custody|disposal|object of search|legislation"
    r"|injury|complaint|diagnosis|admission)\b.*",
    "when": r".*\b(?:date|month|time|day|dyddiad|datum|fecha|data)\b.*",
    "latitude": r"lat(?:itude)?|northings?|y coord.*",
    "longitude": r"lon(?:g|gitude)?|lng|eastings?|x coord.*",
    "count": r".*\b(?:count|counts|total|number of|no of|volume|sum|rate|percentage|percent|frequency|cyfanswm|nombre de"
    r"|anzahl|numero de|liczba|average|mean|median)\b.*|n|%|#",
    "area": r".*\b(?:area|ward|borough|district|region|station|school|force|council|authority|street|road|location|site"
    r"|lsoa|msoa|country|county|department|directorate|team|unit|company|supplier|organisation|product|service|project"
    r"|vendor|trust|hospital|practice|constituency|parish|town|city|place|venue|file|sheet|provider|course|subject)\b.*",
}
PATTERNS = {kind: re.compile(f"(?:{pattern})") for kind, pattern in HEADERS.items()}


def kinds_of_header(text: str) -> set[str]:
    """What a header's words say of its column."""
    words = plain(text)
    if not words or len(words) > 60:
        return set()
    return {kind for kind, pattern in PATTERNS.items() if pattern.fullmatch(words)}


PLACE_WORDS = _words(
    """road street avenue lane drive close way court house park square gardens grove place hill green terrace crescent
    north south east west central upon under ward school college academy hospital station centre center surgery church
    club hotel ltd limited plc llp inc council police county borough district authority department service services
    theft crime offence violence burglary robbery drugs weapons and of the for with from other all total unknown not
    island islands saint st city town village bridge castle farm field wood common hall estate library trust group
    university nhs foundation partnership association society bank office airport cross keynes regis abbey bay vale
    kingdom republic states year month week january february march april may june july august september october november
    december monday tuesday wednesday thursday friday saturday sunday white black asian british irish mixed male female
    act section award scheme project report team unit branch division company product"""
)

FORENAMES = _words(
    """aaron abdul abdullah abigail adam adele adrian ahmed aidan aisha alan albert alex alexander alexandra alfie alfred
    ali alice alison amanda amelia amir amy ana andrea andrei andrew andrzej angela angus anita ann anna anne annette
    anthony antonio arthur ashley asif audrey ayesha barbara barry beata ben benjamin bernard beth bethan beverley bilal
    billy bob bradley brandon brenda brian bridget bronwen bruce bryan callum cameron carl carla carlos carol caroline
    catherine ceri charles charlie charlotte chloe chris christian christina christine christopher ciara claire clare
    clive colin connor conor craig daisy dale damian daniel danielle darren dave david dawn dean debbie deborah declan
    deepak denise dennis derek diana diane dilys dominic donald donna dorothy douglas duncan dylan edward eileen elaine
    eleanor elena elizabeth ella ellen ellie emily emma eoin eric erin ethan eva evelyn evie ewa faisal farah fatima
    fatma fiona florence frances francis frank fred freya gareth gary gavin gemma geoffrey george georgia georgina gerald
    gerard gillian giovanni glen glenn gordon grace graham grant greg gregory gurpreet guy gwen gwyneth hamza hannah
    harpreet harriet harry hassan hayley hazel heather helen henry hilary holly howard hugh hussain ian ibrahim imran
    ioan irene iris isaac isabel isabella isla ismail ivan ivy jack jackie jacob jacqueline jade jake james jamie jan jane
    janet janice jared jasmine jason javed jay jean jeff jeffrey jemma jennifer jenny jeremy jesse jessica jill jim joan
    joanna joanne joe joel john jon jonathan jordan jose joseph josh joshua joyce juan judith julia julian julie june
    justin karen karl kate katarzyna katherine kathleen kathryn katie kay keith kelly ken kenneth kerry kevin khalid kieran
    kim kimberley kirsty krzysztof kyle lara laura lauren layla leah lee leo leon leonard lesley leslie lewis liam lily
    linda lisa lloyd lorraine louis louise lucas lucy luke lynn lynne magdalena malcolm marco margaret maria marie marion
    mark marta martin mary mason matthew maureen maurice max megan mehmet melanie melissa mia michael michelle mick
    miguel mike mo mohammad mohammed mohamed molly monica muhammad naomi natalie natasha nathan neil niall nicholas nick
    nicola nigel nikita noah nora norman oliver olivia omar oscar owen pamela patricia patrick paul paula pauline pavel
    penelope peter philip phillip phoebe pierre piotr poppy priya rachel rahul raj rajesh ralph ravi ray raymond rebecca
    reece rhian rhiannon rhys richard riley rita robert roberta robin roger roisin ronald rory rose rosemary ross roy ruby
    russell ruth ryan sally sam samantha samuel sandra sanjay sara sarah saoirse scott sean shane shannon sharon shaun
    sheila sian sian shirley siobhan simon singh sofia sophia sophie stacey stephanie stephen steve steven stewart stuart
    sue suleiman sunita susan suzanne sylvia tania tanya tariq ted teresa terence terry thea thomas tim timothy tina toby
    tom tomasz tony tracey tracy trevor tyler usman valerie vanessa vera veronica vicky victor victoria vijay vincent
    vivian wayne wei wendy will william xavier yasmin yusuf yvonne zachary zahra zara zoe hans jurgen klaus wolfgang
    francois jacques jean luc marc giulia luca marek agnieszka malgorzata chinedu oluwaseun kwame amina chidi ngozi"""
)
TITLES = _words(
    "mr mrs miss ms mx dr prof sir dame lord lady rev pc dc ps ds di dci dcs supt insp sgt cllr con pcso wpc"
)
