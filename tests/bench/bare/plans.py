"""The floor of the pages of plans and fiches."""

from . import Query

_STEPS = """ARRAY(SELECT json_build_object('title', title, 'due_on', due_on, 'done_on', done_on)
    FROM actionplans_milestone p WHERE p.terms_id = t.id ORDER BY number)"""
_LIFE = """
    ARRAY(SELECT json_build_object('organisation', organisation_id, 'share', share, 'answer', answer)
          FROM actionplans_contribution p WHERE p.action_id = a.id),
    ARRAY(SELECT json_build_object('before', due_before, 'after', due_after, 'reason', reason)
          FROM actionplans_progressupdate p WHERE p.action_id = a.id AND due_after IS NOT NULL),
    ARRAY(SELECT words FROM actionplans_evidence p WHERE p.action_id = a.id)
"""
_IN_FORCE = "plan_id = %s AND state IN ('agreed', 'review')"


def actions(plan: str) -> Query:
    """The actions of the version in force."""
    return (
        f"SELECT t.*, a.*, o.number, {_STEPS}, {_LIFE} FROM actionplans_actionterms t"
        " JOIN actionplans_action a ON a.id = t.action_id JOIN actionplans_objective o ON o.id = t.objective_id"
        f" WHERE t.plan_version_id = (SELECT id FROM actionplans_planversion WHERE {_IN_FORCE})"
        " ORDER BY o.number, t.number",
        [plan],
    )


def covered(plan: str) -> Query:
    """Who leads what in the country of the plan, and elsewhere."""
    return (
        "WITH here AS MATERIALIZED (SELECT DISTINCT activity_id FROM coordination_activitycountry"
        " JOIN actionplans_plan p USING (country_id) WHERE p.id = %s AND state = 'current')"
        " SELECT theme_id, lead_id, status, count(*), count(here.activity_id)"
        " FROM coordination_activitytheme LEFT JOIN here USING (activity_id)"
        " WHERE state = 'current' GROUP BY 1, 2, 3",
        [plan],
    )


def record(plan: str) -> Query:
    """The history of the plan's versions, of their words and of the actions."""
    return (
        "SELECT noun, record, at, change, part, verb, fields FROM coordination_historyline"
        " WHERE noun IN ('actionplans_planversion', 'actionplans_actionterms', 'actionplans_action')"
        " AND record IN (SELECT id FROM actionplans_planversion WHERE plan_id = %s"
        " UNION ALL SELECT t.id FROM actionplans_actionterms t JOIN actionplans_planversion v"
        " ON v.id = t.plan_version_id WHERE v.plan_id = %s"
        " UNION ALL SELECT id FROM actionplans_action WHERE plan_id = %s) ORDER BY id DESC",
        [plan, plan, plan],
    )


def words(plan: str) -> Query:
    """The words of all versions."""
    return (
        f"SELECT t.*, {_STEPS} FROM actionplans_actionterms t JOIN actionplans_planversion v"
        " ON v.id = t.plan_version_id WHERE v.plan_id = %s",
        [plan],
    )


def plans() -> Query:
    """Each plan with how many of its actions stand how."""
    return (
        "SELECT v.*, p.*, ARRAY(SELECT json_build_object('light', a.light, 'state', a.state)"
        " FROM actionplans_actionterms t JOIN actionplans_action a ON a.id = t.action_id"
        " WHERE t.plan_version_id = v.id) FROM actionplans_planversion v"
        " JOIN actionplans_plan p ON p.id = v.plan_id WHERE v.state IN ('agreed', 'review')",
        [],
    )


def due_actions() -> Query:
    """A page of actions across plans, the first due first."""
    return (
        f"SELECT t.*, a.*, {_STEPS}, {_LIFE} FROM actionplans_action a"
        " JOIN actionplans_actionterms t ON t.action_id = a.id"
        " JOIN actionplans_planversion v ON v.id = t.plan_version_id AND v.state IN ('agreed', 'review')"
        " WHERE a.state IN ('open', 'closing') ORDER BY a.due_on, a.id LIMIT 51",
        [],
    )


_MEASURES = """ARRAY(SELECT json_build_object('title', title, 'owner', owner_id, 'due_on', due_on, 'light', light)
    FROM actionplans_measure p WHERE p.fiche_id = f.id ORDER BY number)"""


def fiches() -> Query:
    return (
        f"SELECT f.*, {_MEASURES} FROM actionplans_fiche f"
        " WHERE stage NOT IN ('closed', 'discarded', 'template') ORDER BY due_on, id LIMIT 51",
        [],
    )


def fiche(pk: str) -> Query:
    return f"SELECT f.*, {_MEASURES} FROM actionplans_fiche f WHERE id = %s", [pk]
