"""Whether a letter says why a section applies: a sentence on its subject that is more than the citation and the balance."""

from __future__ import annotations

import re

from fanlight.law.letters.reading import Reading

_APPARENT = {"21", "39"}
_SUBJECTS = {
    "22": r"publish|publication",
    "22A": r"research|publish",
    "23": r"security bod|security matters|intelligence|special branch|work with|bodies",
    "24": r"national security|terror|security",
    "26": r"defence|armed forces|capabilit|operation",
    "27": r"international|relations|states?\b|countr|government",
    "28": r"relations|administration|government",
    "29": r"econom|financ",
    "30": r"investigat|proceeding|prosecut|witness|suspect|inquir|enquir|informant|confidential source|crime|case|charge",
    "31": r"crim|offen|polic|tactic|detect|prevent|law enforcement|fraud|attack|investigat|inspect|prison|immigration|tax|justice|security|vulnerab|regulat|witness",
    "32": r"court|tribunal|inquest|inquiry|proceeding",
    "33": r"audit|examin",
    "34": r"privilege|parliament",
    "35": r"policy|minister|government",
    "36": r"free and frank|inhibit|candid|opinion|advice|effective conduct|prejudice|views",
    "37": r"honour|royal|sovereign|king|queen|majesty|household|heir",
    "38": r"safety|health|endanger|risk|harm|danger|distress",
    "40": r"personal|individual|identif|name|privacy|data protection|staff|people|person|signature|living|fair",
    "41": r"confiden|in confidence",
    "42": r"legal|advice|privilege|solicitor|lawyer|counsel|litigation",
    "43": r"commerc|compet|price|rival|supplier|market|bid|tender|negotiat|trade|contract|bargain|business|profit|cost",
    "44": r"prohibit|enactment|\bAct\b|Regulations|statut|court|forbid|forbidden|law",
}
_CAUSE = re.compile(
    r"\b(?:because|since|so that|in order|as(?! (?:follows|well|set|soon|amended|per|of|a refusal))|would|could|might|likely|therefore|"
    r"prejudic\w*|harm\w*|endanger\w*|risk\w*|undermin\w*|inhibit\w*|contraven\w*|breach\w*|unfair\w*|expect\w*|identif\w+|constitut\w*|relat(?:es|ing|e) to|"
    r"contains?|record\w*|held for|intend\w*|obtained|provided to us|reveal\w*|allow\w*|enabl\w*|damag\w*|lead|affect\w*|protect\w*|deter\w*|jeopardis\w*|asked for|given|in confidence|privileged|supplied|gathered|created|part of|subject to|"
    r"concern\w*|compris\w*|consist\w*|sensitive|prohibit\w*|forbid\w*|already|due to|owing to|personal (?:data|information))\b",
    re.I,
)
_ONLY_BALANCE = re.compile(
    r"^[^.]{0,40}\bpublic interest\b(?:(?!\b(?:because|since|as|would|could|might|safe space|candid|so that)\b)[^.])*\.?\s*$",
    re.I,
)
_FORM = re.compile(
    r"internal review|information commission|\bICO\b|refusal notice\b(?!\W+\w+\W+\w+\W+\w+\W+\w+)|thank you for|you (?:asked|requested)|if you are (?:un|dis)|right to (?:complain|appeal)"
    r"|\bwrit(?:e|ing) to\b|\bdear\b|freedom of information request (?:ref|no)|yours (?:sincerely|faithfully)",
    re.I,
)


def reasoned(reading: Reading, section: str) -> bool:
    """True where some sentence gives a reason that could be about this section; where its reason is apparent, too."""
    if section in _APPARENT:
        return True
    alone = len({c.section for c in reading.citations if c.kind == "exemption"}) == 1
    neither = all(c.ncnd for c in reading.claimed(section)) or reading.says(
        r"\bneither confirm|confirm (?:n?or|and) deny"
    )
    subject = r"\w" if alone or neither else _SUBJECTS.get(section, r"\w")
    for sentence in reading.sentences:
        words = _without_heading(sentence.text)
        if _FORM.search(words) and not re.search(r"\bbecause\b|\bas (?:it|they|this|disclosure)\b", words, re.I):
            continue
        if _ONLY_BALANCE.match(words) or not re.search(subject, words, re.I):
            continue
        if _CAUSE.search(words):
            return True
    return False


def _without_heading(text: str) -> str:
    """A sentence without the citation itself: its number, its title and the Act's name are no reason."""
    words = re.sub(
        r"(?:(?:of|under|in) )?(?:the )?Freedom of Information Act(?: 2000)?|\(?\bFOIA?\b\)?|data protection act(?: \d{4})?",
        " ",
        text,
        flags=re.I,
    )
    words = re.sub(
        r"\b(?:sections?|ss?\.?)\s*\d{1,2}A?(?:\s*\([\w]+\))*\s*(?:[-–:(]\s*[A-Z][\w ,'’-]{2,60}?\)?(?=$|[.;,\n]))?",
        " ",
        words,
    )
    return re.sub(
        r"\((?:law enforcement|personal (?:data|information)|commercial interests?|investigations?[\w ]*|health and safety|legal professional privilege|information provided in confidence|national security)\)",
        " ",
        words,
        flags=re.I,
    )
