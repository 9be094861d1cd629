"""What the entries of the measured world say: frequent words, a long tail of names, one rare word."""

import random
from itertools import accumulate

# A third of all titles and most texts hold the first; one title in five thousand holds the other.
FREQUENT, RARE = "migration", "desalination"

ACTIONS = (
    "Support to",
    "Training on",
    "Second phase of",
    "Regional programme for",
    "Technical assistance to",
    "Strengthening",
    "Mission on",
    "Equipment for",
    "Dialogue on",
    "Pilot project:",
    "Joint action on",
    "Study of",
)
THINGS = (
    "migration governance",
    "migration data and statistics",
    "labour migration schemes",
    "irregular migration awareness",
    "mixed migration monitoring",
    "circular migration of seasonal workers",
    "border police",
    "coast guard search and rescue",
    "voluntary return and reintegration",
    "readmission case management",
    "identification missions",
    "civil registry and biometric documents",
    "asylum procedures",
    "refugees and host communities",
    "unaccompanied minors",
    "victims of trafficking",
    "anti-smuggling investigations",
    "document fraud detection",
    "vocational skills of young people",
    "diaspora investment",
    "remittance costs",
    "talent partnerships",
    "employment of women in rural areas",
    "local authorities on main routes",
    "humanitarian evacuation",
    "integrated border management",
    "judicial cooperation",
    "liaison officers network",
    "visa processing",
    "resilience of displaced households",
)
AUTHORITIES = (
    "Ministry of the Interior",
    "Ministry of Foreign Affairs",
    "Ministry of Labour",
    "National Border Guard",
    "Directorate of Migration",
    "National Police",
    "Office for Refugees",
    "Prime Minister's Office",
)
INSTRUMENTS = ("NDICI-Global Europe", "EUTF for Africa", "AMIF", "BMVI", "IPA III", "National budget", "")
COMMON = [
    "migration",
    "support",
    "border",
    "authorities",
    "training",
    "national",
    "programme",
    "partners",
    "return",
    "local",
    "capacity",
    "persons",
    "police",
    "project",
    "cooperation",
    "regional",
    "data",
    "protection",
    "reintegration",
    "communities",
    "asylum",
    "funding",
    "assistance",
    "equipment",
    "management",
    "services",
    "young",
    "employment",
    "women",
    "refugees",
    "coordination",
    "monitoring",
    "rights",
    "ministry",
    "legal",
    "routes",
    "information",
    "officers",
    "smuggling",
    "networks",
    "procedures",
    "identity",
    "documents",
    "vulnerable",
    "migrants",
    "delegation",
    "implementation",
    "phase",
    "results",
    "evaluation",
    "joint",
    "team",
    "operations",
    "centre",
    "reception",
    "schools",
    "health",
    "water",
    "skills",
    "enterprises",
    "municipalities",
    "investigators",
    "prosecutors",
    "courts",
    "registry",
    "biometric",
    "vehicles",
    "maritime",
    "rescue",
    "surveillance",
    "analysis",
    "risk",
    "exchange",
    "agreement",
    "negotiation",
    "visit",
    "dialogue",
    "ambassador",
    "liaison",
    "seminar",
    "handbook",
    "curriculum",
    "certificate",
    "remittances",
    "diaspora",
    "investment",
    "seasonal",
    "workers",
    "recruitment",
    "visas",
    "students",
    "researchers",
    "mobility",
    "pathways",
    "resettlement",
    "evacuation",
    "shelter",
    "counselling",
    "awareness",
    "campaign",
    "radio",
    "families",
    "children",
    "minors",
    "trafficking",
    "victims",
    "referral",
]
SYLLABLES = (
    "ba",
    "dou",
    "gar",
    "ké",
    "lim",
    "mo",
    "nya",
    "ous",
    "ri",
    "sou",
    "ta",
    "wal",
    "zin",
    "dji",
    "har",
)


class Vocabulary:
    """Sentences and names drawn once, from which the texts of all entries are put together."""

    def __init__(self, chance: random.Random) -> None:
        self.names = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).title() for _ in range(2500)]
        # Zipf's law: the second word half as often as the first.
        weights = list(accumulate(1 / place for place in range(1, len(COMMON) + 1)))
        self.sentences = [
            " ".join(
                [
                    *chance.choices(COMMON, cum_weights=weights, k=chance.randint(9, 16)),
                    "in",
                    chance.choice(self.names),
                ]
            ).capitalize()
            + "."
            for _ in range(5000)
        ]

    def texts(self, chance: random.Random, k: int, share: float, longest: int = 3) -> list[str]:
        """Texts of some sentences for a share of the entries; the others say nothing."""
        return [
            " ".join(chance.choices(self.sentences, k=chance.randint(1, longest)))
            if chance.random() < share
            else ""
            for _ in range(k)
        ]

    def titles(self, chance: random.Random, places: list[str]) -> list[str]:
        """A title for each entry, given the name of its first country."""
        found = []
        for place in places:
            title = f"{chance.choice(ACTIONS)} {chance.choice(THINGS)} in {place}"
            if chance.random() < 0.4:
                title += f", {chance.choice(self.names)}"
            if chance.random() < 1 / 5000:
                title += f" and {RARE}"
            found.append(title)
        return found
