"""The runs of training programs as one run of `drill` sees them: the store, the learner's language and clock."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from drillcli import config
from drillcli.config import DATABASE, Environment
from drillcli.locale import set_language
from drillcli.model import Moment
from drillcli.scheduler import Policy, Scheduler, model
from drillcli.store.database import open_database, readable
from drillcli.store.settings import settings
from drillcli.store.store import Store


@dataclass(frozen=True, slots=True)
class Logbook:
    """The store that runs are kept in; `lang` is the learner's language."""

    env: Environment
    store: Store
    lang: str
    rollover_hour: int

    def now(self) -> Moment:
        """Return the present moment."""
        return self.env.read_clock(self.rollover_hour)


@contextmanager
def opened_logbook(env: Environment) -> Iterator[Logbook]:
    """Open the data folder without its decks, and speak the learner's language.

    Raises StoreError for a database that cannot be used, UsageError for a wrong setting.
    """
    path = env.home / DATABASE
    with readable(path), closing(open_database(path)) as connection:
        values, _origins = config.resolve(settings(connection), env.variables)
        lang = config.language(env.lang_option, values.lang, env.variables)
        set_language(lang)
        store = Store(connection, path, Scheduler(model("fsrs6"), Policy()))
        yield Logbook(env, store, lang, values.rollover_hour)
