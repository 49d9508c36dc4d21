"""What an import would do to the reports that are out."""

from portal.publication.amending.changes import compared
from portal.publication.queries import current_releases, headline_of_records
from portal.visits.figures.periods import Period
from portal.visits.importing.published import Comparison, PublishedChange, RecordsOf, Touches


def compare_with_published(touches: Touches, records_of: RecordsOf) -> Comparison:
    """Every figure in force that would be published otherwise of the months that are touched."""
    touched = [
        (release, month)
        for release in current_releases()
        if touches(month := Period.of_month(release.period))
    ]
    changes = [
        PublishedChange(release.name, each.words, each.published, each.now)
        for release, month in touched
        for each in compared(
            release.figures,
            headline_of_records(
                records_of(month),
                month,
                final_on=release.as_of,
                hidden=release.attack.hidden if release.attack else (),
            ).as_json(),
        )
        if each.differs
    ]
    return Comparison(len(touched), changes)
