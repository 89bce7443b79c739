"""Parameters that several routes have, each described once. Knows how they are called, not what they stand for."""

from typing import Annotated, Literal

from fastapi import Path, Query

from app.fields import Flag, Moment

CampaignSlug = Annotated[str, Path(description="The slug of the campaign.")]
ThemeSlug = Annotated[str, Path(description="The slug of the theme.")]
Username = Annotated[str, Path(description="The username of the account.")]
EditionNumber = Annotated[
    int | Literal["latest"], Path(description="The number of the edition, or the latest release.")
]
ArtefactName = Annotated[str, Path(description="The name of the file, as the edition lists it.")]
PageId = Annotated[int, Path(description="The id of the page.")]
RevisionId = Annotated[int, Path(description="The id of the revision, which is not its number.")]
CommentId = Annotated[int, Path(description="The id of the comment.")]
QuestionId = Annotated[int, Path(description="The id of the question.")]
HallId = Annotated[int, Path(description="The id of the session, which is not its code.")]
HallCode = Annotated[str, Path(max_length=64, description="The code of the session, as the screen shows it.")]
DraftId = Annotated[int, Path(description="The id of the draft.")]
InvitationId = Annotated[int, Path(description="The id of the invitation.")]
DepartmentId = Annotated[int, Path(description="The id by which the department takes part.")]
JoinCodeId = Annotated[int, Path(description="The id of the code, which is not the code.")]
JobId = Annotated[int, Path(description="The id of the job.")]

AsOf = Annotated[Moment | None, Query(description="A moment: show what could be read then.")]
StateAsked = Annotated[
    Literal["accepted", "latest"], Query(alias="state", description="What readers see, or what was saved last.")
]
Render = Annotated[Literal["html"] | None, Query(description="Add the text as safe HTML.")]
Positions = Annotated[
    Flag,
    Query(
        description="Add the text as safe HTML below its title, set as in the guide; `data-from` and `data-to` say"
        " where in the text each block and each run of letters stands."
    ),
]
AskedText = Annotated[str, Query(alias="text", max_length=1000, description="What somebody is about to ask.")]
OfTheme = Annotated[str | None, Query(description="Only those of the theme with this slug.")]
