"""Names of made-up groups: ordinary ones, and ones a page must survive."""

from __future__ import annotations

ORGANISATION = "Ballast Demo Practice"
NAMES = (
    "Riverside Outpatient",
    "Crisis Response",
    "Westgate",
    "Northfield",
    "Harbour House",
    "Early Intervention",
    "School Counselling",
    "Addiction Day Programme",
    "Older Adults Outreach",
    "Intake and Triage",
)
ODD_NAMES = (
    "<b>Community</b> & <script>alert(1)</script> Outpatient Psychotherapy, North-East",
    ":red[Adult] **Community** _Mental_ Health `Team` $x^2$ #1 [link](http://x)",
    '=HYPERLINK("http://example.org") Assertive Community Treatment',
    "精神科デイケア・地域生活支援センター第二チーム",
    "فريق الصحة النفسية المجتمعية للبالغين في المنطقة الشمالية",
    "Коллектив амбулаторной психотерапии и кризисной помощи",
    "Équipe mobile d'évaluation et de soins intensifs à domicile de l'arrondissement",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "Adult Community Mental Health Team",
    "Adult Community Mental Health Team",
)
LONG_NAMES = tuple(
    name if turn == 0 else f"{name} {turn}" for turn in range(6) for name in ODD_NAMES
)
