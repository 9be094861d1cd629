"""How the codes of IATI and the OECD map to ours; what is not listed has no counterpart here."""

from coordination.exchange.iati.activity import IatiSector

ACTIVITY_STATUS = {
    "1": "planned",
    "2": "running",
    "3": "completed",  # "Finalisation": on the ground it is over, only accounts and evaluation are open
    "4": "completed",
    "5": "cancelled",
    "6": "suspended",
}
"""IATI ActivityStatus to the status of a register entry."""

LEVELS = {
    "1": "bilateral",
    "2": "multilateral",
    "3": "bilateral",
    "4": "multilateral",
    "7": "bilateral",
    "8": "bilateral",
}
"""IATI CollaborationType to the level of a register entry; that the EU reports, the importer knows."""

SECTOR_THEMES = {
    # Five digits: the purposes that say something about migration, or differ from their category.
    "13010": "root-causes",
    "15130": "conflict-stability",
    "15131": "conflict-stability",
    "15132": "conflict-stability",
    "15134": "conflict-stability",
    "15136": "migration-governance",
    "15137": "conflict-stability",
    "15190": "migration-governance",
    "16020": "jobs-livelihoods",
    "16070": "jobs-livelihoods",
    "16080": "jobs-livelihoods",
    "24050": "remittances",
    "43040": "jobs-livelihoods",
    "43041": "jobs-livelihoods",
    "43042": "jobs-livelihoods",
    "43050": "jobs-livelihoods",
    "43060": "climate-displacement",
    "43071": "resilience-services",
    "43072": "resilience-services",
    "43073": "resilience-services",
    "43081": "education-skills",
    "93015": "voluntary-return",
    "93017": "search-rescue",
    # Three digits: the OECD categories.
    "111": "education-skills",
    "112": "education-skills",
    "113": "education-skills",
    "114": "education-skills",
    "121": "resilience-services",
    "122": "resilience-services",
    "123": "resilience-services",
    "130": "resilience-services",
    "140": "resilience-services",
    "151": "root-causes",
    "152": "conflict-stability",
    "160": "resilience-services",
    "210": "root-causes",
    "220": "root-causes",
    "230": "root-causes",
    "231": "root-causes",
    "232": "root-causes",
    "233": "root-causes",
    "236": "root-causes",
    "240": "jobs-livelihoods",
    "250": "jobs-livelihoods",
    "311": "jobs-livelihoods",
    "312": "jobs-livelihoods",
    "313": "jobs-livelihoods",
    "321": "jobs-livelihoods",
    "331": "jobs-livelihoods",
    "332": "jobs-livelihoods",
    "410": "climate-displacement",
    "430": "root-causes",
    "510": "root-causes",
    "520": "resilience-services",
    "720": "protection",
    "730": "resilience-services",
    "740": "climate-displacement",
    "930": "protection",
}
"""OECD purpose codes (five digits) and categories (three) to the themes of `world/reference/themes.csv`."""

OECD_VOCABULARIES = {"1", "2"}


def theme_of(sector: IatiSector) -> str | None:
    """The theme of an OECD sector, by purpose and else by category; None for other lists and the rest."""
    if sector.vocabulary not in OECD_VOCABULARIES:
        return None
    return SECTOR_THEMES.get(sector.code) or SECTOR_THEMES.get(sector.code[:3])
