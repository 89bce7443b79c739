"""The English wordings. A person reads them: what happened, and what to do."""

from collections.abc import Mapping

from app.words.codes import Word
from app.words.letters import ENGLISH_LETTERS

ENGLISH: Mapping[Word, str] = {
    **ENGLISH_LETTERS,
    Word.TITLE_ANOTHER_EDITOR: "This needs another editor",
    Word.TITLE_ATTRIBUTION_MISSING: "It is not known yet who wrote this",
    Word.TITLE_BAD_REQUEST: "The request cannot be read",
    Word.TITLE_BODY_TOO_LARGE: "The request is too large",
    Word.TITLE_CAMPAIGN_NOT_EMPTY: "The campaign is not empty",
    Word.TITLE_CONFLICT: "This is not possible as things stand",
    Word.TITLE_CONNECTION_INSECURE: "This connection is not safe enough",
    Word.TITLE_CROSS_SITE: "The request does not come from this site",
    Word.TITLE_DATABASE_UNAVAILABLE: "The database cannot be reached",
    Word.TITLE_DRAFT_STALE: "The draft was changed elsewhere",
    Word.TITLE_EDIT_CONFLICT: "Somebody changed the same passage",
    Word.TITLE_ENCODING_UNSUPPORTED: "The request is compressed",
    Word.TITLE_FORBIDDEN: "You may not do this",
    Word.TITLE_GLYPHS_MISSING: "The fonts of the guide lack some characters",
    Word.TITLE_HEADERS_TOO_LARGE: "The request has too many headers",
    Word.TITLE_IDEMPOTENCY_KEY_REUSED: "This key was used for another request",
    Word.TITLE_INTERNAL_ERROR: "Something went wrong on our side",
    Word.TITLE_INVALID: "The request has a mistake",
    Word.TITLE_METHOD_NOT_ALLOWED: "This address does not do that",
    Word.TITLE_NOT_ACCEPTED_YET: "No text of this page has been accepted yet",
    Word.TITLE_NOT_AUTHENTICATED: "Sign in first",
    Word.TITLE_LAST_ADMIN: "Nobody else could do it",
    Word.TITLE_NOT_FOUND: "There is nothing here",
    Word.TITLE_OLDER_REVISION: "There is a later revision",
    Word.TITLE_OUTCOME_UNKNOWN: "It is not known whether this was stored",
    Word.TITLE_PAGE_MERGED: "The page has gone into another one",
    Word.TITLE_PRECONDITION_FAILED: "It has changed since you read it",
    Word.TITLE_PRECONDITION_REQUIRED: "Read it before you change it",
    Word.TITLE_ACCOUNT_CLOSED: "Your account is closed",
    Word.TITLE_ACCOUNT_EXISTS: "This account belongs to somebody else",
    Word.TITLE_ACCOUNT_MISSING: "There is no account for you yet",
    Word.TITLE_SIGN_ON_FAILED: "You were not signed in",
    Word.TITLE_PROVIDER_UNAVAILABLE: "The sign-in of your company does not answer",
    Word.TITLE_QUOTA_REACHED: "You have as many as one person may",
    Word.TITLE_REDACTED: "The text was redacted",
    Word.TITLE_RELEASE_REFUSED: "The guide is not fit for a release yet",
    Word.TITLE_RENDERER_MISSING: "The guide cannot be produced here",
    Word.TITLE_SCOPE_MISSING: "The token was not made for this",
    Word.TITLE_SECOND_FACTOR_MISSING: "Set up a second factor first",
    Word.TITLE_SECOND_FACTOR_NEEDED: "The second step of signing in",
    Word.TITLE_SLUG_TAKEN: "This name is taken",
    Word.TITLE_SUPPORT_BUDGET: "You already support as many tips as you may",
    Word.TITLE_TEXT_TOO_LONG: "The text is too long",
    Word.TITLE_THEME_NOT_EMPTY: "The theme still has pages",
    Word.TITLE_TOKEN_EXPIRED: "Your sign-in has expired",
    Word.TITLE_TOO_COSTLY: "This takes too long to work out",
    Word.TITLE_TOO_FREQUENT: "Too many requests",
    Word.TITLE_TOO_MANY: "Too much at once",
    Word.TITLE_UNDO_CONFLICT: "Later changes stand in the way",
    Word.TITLE_UNPRINTABLE: "A file of the guide cannot be made",
    Word.TITLE_VOTES_DECIDE: "Votes decide here",
    Word.TITLE_VOTING_CLOSED: "Voting is over",
    Word.TITLE_WINDOW_CLOSED: "The window is not open",
    Word.TITLE_WINDOW_OPEN: "The window is still open",
    Word.PHASE_DRAFT: "in preparation",
    Word.PHASE_OPEN: "open",
    Word.PHASE_REVIEW: "in review",
    Word.PHASE_PUBLISHED: "published",
    Word.ROLE_READER: "reader",
    Word.ROLE_CONTRIBUTOR: "contributor",
    Word.ROLE_EDITOR: "editor",
    Word.ROLE_ADMIN: "admin",
    Word.KIND_INTRODUCTION: "introduction",
    Word.KIND_TIP: "tip",
    Word.KIND_EDITORIAL: "editorial",
    Word.KIND_FOREWORD: "foreword",
    Word.KIND_CONCLUSION: "conclusion",
    Word.KIND_GLOSSARY: "glossary",
    Word.KIND_BIBLIOGRAPHY: "bibliography",
    Word.KIND_NOTION: "notion",
    Word.REQUEST_UNREADABLE: "The request could not be read. Nothing was stored.",
    Word.NUL_IN_PATH: "The address contains a NUL character, and no name here has one.",
    Word.BODY_TOO_LARGE: "A request may have at most {most} bytes. Nothing was stored.",
    Word.BODY_TOO_DEEP: "The JSON of the request is nested too deeply to be read. Nothing was stored.",
    Word.HEAD_TOO_LARGE: (
        "The headers of a request may have at most {most} bytes in {lines} lines. Remove cookies or headers that are "
        "not needed, then try again."
    ),
    Word.ENCODING_UNSUPPORTED: "Send the request as it is, without Content-Encoding. Nothing was stored.",
    Word.METHOD_NOT_ALLOWED: "This address cannot be used in that way.",
    Word.NOTHING_HERE: "There is nothing at this address, or it is not for you.",
    Word.QUOTA_PAGES: "You have created {most} pages in this campaign, as many as one person may. Edit one of them.",
    Word.QUOTA_DRAFTS: "You have {most} drafts, as many as one person may. Submit some of them, or throw some away.",
    Word.QUOTA_COMMENTS: "You have written {most} comments in this campaign, as many as one person may.",
    Word.QUOTA_QUESTIONS: "You have asked {most} questions in this campaign, as many as one person may.",
    Word.QUOTA_JOBS: "You have {most} jobs that are not done, as many as one person may. Wait until one of them ends.",
    Word.QUOTA_ANSWERS: (
        "You have sent {most} requests with an Idempotency-Key within 48 hours, as many as one person may. Send this "
        "one without, or later."
    ),
    Word.WORK_FULL: "Many long texts are being worked on at the moment. Try again in {seconds} seconds.",
    Word.WORK_OF_ONE: (
        "You have asked for several long texts at once. Wait for the answers, then try again in {seconds} seconds."
    ),
    Word.TOO_FREQUENT: "That was more than {most} requests within a minute. Try again in {seconds} seconds.",
    Word.TOO_COSTLY: (
        "It would take more than {seconds} seconds of computing. Make the text shorter or simpler, or two texts of it."
    ),
    Word.DATABASE_AWAY: "Nothing was stored. Try again in a few seconds; the operator will find the reason in the log.",
    Word.OUTCOME_UNKNOWN: (
        "The database was lost while it stored this. Send the same request again, with the same Idempotency-Key: it "
        "takes effect only once. Without such a key, look first whether it has."
    ),
    Word.TABLES_OUTDATED: "The database does not have the tables of this release. Run: bonsens migrate",
    Word.INTERNAL_ERROR: "Nothing was stored. Give the operator the request id: the reason is in the log.",
    Word.JOB_UNSTORED: (
        "The database did not accept the result. Try again; the operator will find job {job} in the log."
    ),
    Word.JOB_BROKEN: "Give the operator the number of this job, {job}: the reason is in the log.",
    Word.JOB_TOO_LONG: (
        "It was given up after {seconds} seconds. Look for a text that is very long or very odd, or ask the operator "
        "for more time."
    ),
    Word.JOB_TOO_MUCH: (
        "It was given up: it needed more than {megabytes} MB of memory, or its process ended. Look for a text that is "
        "very long or very odd, or ask the operator for more memory."
    ),
    Word.JOB_TRIED: (
        "It was tried {tries} times, and each time the process ended. The operator finds job {job} in the log."
    ),
    Word.ETAG_MISSING: "Read what you are about to change first, so that nobody’s work is overwritten unseen.",
    Word.KEY_REUSED: "This Idempotency-Key came with another request before. Use a new key for a new request.",
    Word.KEY_UNPRINTABLE: "An Idempotency-Key consists of printable characters.",
    Word.CURSOR_FOREIGN: "This is not a place in this list. Start at its beginning.",
    Word.ANSWER_REDACTED: (
        "This request took effect when it was first made. Its answer contained words that have been redacted since, "
        "so it is not repeated."
    ),
    Word.MISTAKES: "Check what you sent: {fields}.",
    Word.FIELD_MISSING: "This is missing.",
    Word.FIELD_UNKNOWN: "Nothing here has this name. Check the spelling.",
    Word.FIELD_INVALID: "This is not what belongs here.",
    Word.FIELD_UNKNOWN_NEAR: "Nothing here has this name. Did you mean “{near}”?",
    Word.GIVEN_TWICE: "This was given more than once. Give it once.",
    Word.BODY_UNEXPECTED: "This takes no body. Send the request without a body.",
    Word.FIXED_SLUG: "This name cannot change: addresses and editions use it.",
    Word.FIXED_PHASE: "This cannot be set: it follows from the window. Open, extend, close or reopen the campaign.",
    Word.FIXED_HERE: "This cannot be changed here. Leave it out.",
    Word.FIXED_KIND: "A page stays what it was created as. Create another page.",
    Word.FIXED_CAMPAIGN: "A page stays in its campaign.",
    Word.FIXED_TEXT: "Titles and texts cannot be changed here. Edit the page.",
    Word.FIXED_HIDDEN: "This cannot be changed here. Hide the page, or show it again.",
    Word.FIXED_ACCEPTED: "This cannot be changed here. Accept a revision.",
    Word.FIXED_COMMENT: "A comment stays where it was made, about what its author saw.",
    Word.FIXED_RESOLVED: "This cannot be changed here. Resolve the thread.",
    Word.FIXED_COMMENT_HIDDEN: "This cannot be changed here. Hide the comment.",
    Word.FIXED_DELETED: "This cannot be changed here. Take the comment back.",
    Word.NOT_JSON: "This is not valid JSON.",
    Word.NOT_TEXT: "Give a text.",
    Word.NOT_WHOLE: "Give a whole number.",
    Word.NOT_BOOLEAN: "Say true or false.",
    Word.NOT_LIST: "Give a list.",
    Word.NOT_OBJECT: "Give an object with named members.",
    Word.NOT_DAY: "Give a day, such as 2026-06-30.",
    Word.NOT_TIME: "Give a date and a time, such as 2026-06-30T16:00:00Z.",
    Word.NOT_OFFERED: "Choose one of these: {choices}.",
    Word.TIME_WITHOUT_ZONE: "Add the time zone, as in 2026-06-30T16:00:00+02:00.",
    Word.TIME_BEYOND: "This time lies beyond the years 1 to 9999.",
    Word.TOO_SHORT: "Give at least {least:# character|# characters}.",
    Word.TOO_LONG: "Give at most {most:# character|# characters}.",
    Word.TOO_SMALL: "Give {least} or more.",
    Word.TOO_GREAT: "Give {most} or less.",
    Word.MALFORMED: "This does not have the form that is needed here.",
    Word.SIGN_IN: "Sign in to do this.",
    Word.SIGN_IN_EXPIRED: "Your sign-in has expired. Sign in again.",
    Word.SIGN_IN_FROM_THE_FUTURE: "Your sign-in is dated in the future. Check the clocks, then sign in again.",
    Word.SIGN_IN_TOO_LONG: "Your sign-in is too long to come from this service. Sign in again.",
    Word.SIGN_IN_FOREIGN: "Your sign-in was not issued by this service. Sign in again.",
    Word.SIGN_IN_INVALID: "Your sign-in is not valid. Sign in again.",
    Word.SIGN_IN_INCOMPLETE: "Your sign-in is incomplete. Sign in again.",
    Word.SIGN_IN_TIMELESS: "Your sign-in carries an impossible date. Sign in again.",
    Word.SIGN_IN_UNSUPPORTED: "This way of signing in is not supported. Use a bearer token.",
    Word.SIGNED_OUT: "This account can no longer sign in, or its password has been changed. Sign in again.",
    Word.SESSION_ENDED: "Your session has ended. Sign in again.",
    Word.NO_SUCH_SESSION: "You have no such session; it may have ended already.",
    Word.SECOND_FACTOR_NEEDED: "Now the code that the app on your phone shows, or one of your recovery codes.",
    Word.SECOND_FACTOR_WRONG: (
        "This code is wrong or was used already. Wait for the next one of the app, then try again."
    ),
    Word.SECOND_FACTOR_MISSING: (
        "This site wants a second factor of its admins, and you have none. The operator sets one up: bonsens user "
        "second-factor"
    ),
    Word.SECOND_FACTOR_SET: "You have a second factor already. Remove it before you set up another.",
    Word.NO_SECOND_FACTOR: (
        "No second factor was set up with this code. Begin anew, and type the code that the app shows now."
    ),
    Word.TOKEN_WITHDRAWN: "This personal token was revoked or has expired. Its owner makes another.",
    Word.NO_SUCH_TOKEN: "You have no such personal token; it may have been revoked already.",
    Word.TOO_MANY_TOKENS: "You have {most} personal tokens already. Revoke one that is no longer used.",
    Word.SCOPE_MISSING: "This token was not made for that. It takes one with the scope “{scope}”.",
    Word.IN_PERSON: "No token does this. Sign in yourself.",
    Word.COOKIE_TWICE: (
        "Your browser sent two sessions, and one may be somebody else’s. Delete the cookies of this site, then sign in "
        "again."
    ),
    Word.CONNECTION_INSECURE: (
        "Others could listen to this connection. Open this site by its https address; if it has none, the operator "
        "sets one up, and BONSENS_PUBLIC_URL."
    ),
    Word.CROSS_SITE: (
        "This came from a page of another site than {here}, so nothing was done. Do it on this site itself; if this "
        "is it, the operator checks BONSENS_PUBLIC_URL."
    ),
    Word.JSON_ONLY: "A browser’s session takes JSON only. Send Content-Type: application/json.",
    Word.CSRF_TOKEN_WRONG: (
        "Nothing was done, because this page does not belong to your session. Reload it and try again; a program sends "
        "the token that the session tells, as X-CSRF-Token."
    ),
    Word.PASSWORD_WRONG: "The username or the password is wrong.",
    Word.TOO_MANY_ATTEMPTS: "Too many failed sign-ins. Try again in {seconds:# second|# seconds}.",
    Word.SIGN_IN_BUSY: "Many people are signing in just now. Try again in {seconds:# second|# seconds}.",
    Word.SITE_ADMINS_ONLY: "Only a site admin can do this.",
    Word.LAST_SITE_ADMIN: "“{username}” is the only site admin left. Name another one first.",
    Word.NO_SUCH_USER: "There is no user “{username}”.",
    Word.USERNAME_MALFORMED: (
        "A username has 1 to 64 characters out of a-z, 0-9, . _ @ - and begins with a letter or a digit."
    ),
    Word.USERNAME_TAKEN: "The username “{name}” is taken. Choose another one.",
    Word.MAIL_MALFORMED: "A mail address has one @, as in zoe@example.org, and no spaces, quotes or accents before it.",
    Word.PASSWORD_SHORT: (
        "A password has at least {least} characters. Four words that have nothing to do with each other are a good one."
    ),
    Word.PASSWORD_LONG: "A password has at most {most} characters.",
    Word.PASSWORD_OF_NAMES: (
        "This password is little more than your name or the name of this site. Add words that nobody connects "
        "with them."
    ),
    Word.PASSWORD_COMMON: (
        "Others would guess this password early. Take four words that have nothing to do with each other, or let a "
        "password manager make one."
    ),
    Word.NAME_LENGTH: "A name has 1 to {most} characters.",
    Word.NAME_UNPRINTABLE: "A name cannot contain control characters.",
    Word.ME_CHANGED: "Your account has changed since you read it. Read it again.",
    # Signing in with the company.
    Word.PROVIDER_UNAVAILABLE: (
        "The service with which your company signs in does not answer. Try again in a minute; if it goes on, tell "
        "your administrator."
    ),
    Word.SIGN_IN_ELSEWHERE: "Your sign-in was made for another service. Sign in again.",
    Word.NO_SUCH_PROVIDER: ("Nobody signs in here with a service of this name."),
    Word.ACCOUNT_CLOSED: (
        "This account is closed: your company says that you have left, or an administrator closed it. If that "
        "is wrong, tell your administrator."
    ),
    Word.ACCOUNT_MISSING: (
        "Your company let you in, but nobody has made an account for you here yet. Ask your administrator for one."
    ),
    Word.ACCOUNT_NOT_LINKED: (
        "There is an account {username} here already, and it is not linked with you at your company. If "
        "it is yours, ask your administrator to link it."
    ),
    Word.LINKED_ALREADY: "The account {username} or this person is linked with another one already.",
    Word.SIGN_IN_UNLINKED: (
        "No account here belongs to this sign-in. Sign in once with a browser, or ask your "
        "administrator to link an account."
    ),
    Word.SIGN_ON_LOST: (
        "This does not belong to a sign-in that was begun in this browser within ten minutes. Start "
        "again from the sign-in page."
    ),
    Word.SIGN_ON_DENIED: (
        "You were not signed in at your company, or you declined. Start again from the sign-in page."
    ),
    Word.SIGN_ON_REFUSED: (
        "Your company’s sign-in refused to let you in here. Start again; if it goes on, tell your administrator."
    ),
    Word.SIGN_ON_UNPROVEN: (
        "What your company’s sign-in said of you could not be verified. Start again; if it goes on, "
        "tell your administrator."
    ),
    Word.NOT_A_PATH_OF_OURS: "must be a path of this service, such as /campaigns",
    Word.PROXY_NAMED_NOBODY: (
        "The proxy in front of this service did not say who you are. Sign in through your company’s address of it."
    ),
    Word.LOGOUT_REPEATED: "This sign-out was done already.",
    Word.NO_SUCH_CAMPAIGN: "There is no such campaign.",
    Word.NO_SUCH_THEME: "The campaign has no theme “{theme}”.",
    Word.NO_SUCH_MEMBER: "“{username}” is not a member of this campaign.",
    Word.LAST_CAMPAIGN_ADMIN: "“{username}” is the only admin of this campaign. Give another member that role first.",
    Word.NO_SUCH_CHAIN: "There is no such audit log.",
    Word.NO_SUCH_JOB: "You have no such job.",
    Word.JOIN_FIRST: "Join the campaign to do this.",
    Word.BY_INVITATION: "This campaign is by invitation. Ask one of its admins to add you.",
    Word.ACCOUNT_BLOCKED: "This account is blocked: it can read and do nothing else.",
    Word.ROLE_TOO_LOW: "Your role in this campaign, “{role:role}”, does not allow this.",
    Word.ROLE_NEEDED: "This takes the role “{needed:role}” in this campaign; yours is “{role:role}”.",
    Word.PHASE_FORBIDS: "This is not possible while the campaign is {phase:phase}.",
    Word.PHASE_NEEDS_ROLE: "While the campaign is {phase:phase}, this takes the role “{needed:role}”.",
    Word.CORRECTIONS_CLOSED: (
        "The guide is published. Once an admin has opened corrections, editors can correct it for the next release."
    ),
    Word.CORRECTIONS_CLOSED_DRAFT_KEPT: (
        "The guide is published. Once an admin has opened corrections, editors can correct it for the next release. "
        "Your text is kept as a draft."
    ),
    Word.CORRECTIONS_OPEN: "Corrections are open already.",
    Word.TOO_LATE: "The campaign is {phase:phase}; contributors can write only while it is open.",
    Word.TOO_LATE_DRAFT_KEPT: (
        "The campaign is {phase:phase}; contributors can write only while it is open. Your text is kept as a draft."
    ),
    Word.VOTING_CLOSED: "Voting is over.",
    Word.RELEASE_TOO_EARLY: (
        "Close the window and wait for voting to end before you compile a release. A proof can be compiled at any time."
    ),
    Word.WINDOW_HAS_OPENED: "The window has opened: extend it, close it or reopen it, and give a reason.",
    Word.SEAL_PROMISED: "People were promised that the tallies stay sealed until voting ends.",
    Word.EXTENSION_ENDS_EARLIER: "An extension must end later than the window does now. To end it earlier, close it.",
    Word.CLOSE_IN_THE_PAST: "The window must close in the future.",
    Word.VOTING_CLOSE_IN_THE_PAST: "Voting must end in the future, and not earlier than it does now.",
    Word.VOTES_COUNTED: "Voting has ended, so how votes are counted is settled. Reopen voting to change it.",
    Word.UNTIL_UNREADABLE: "“{text}” is neither a day nor a time; write 2026-12-31 or 2026-12-31T18:00.",
    Word.DAY_SKIPPED: "There is no {day} in {zone}: the calendar leaves that day out. Give another day.",
    Word.TIME_SKIPPED: (
        "There is no {time} in {zone}: the clocks are put forward then. Give another time, such as {shown}."
    ),
    Word.TIME_TWICE: (
        "{time} comes twice in {zone}, because the clocks are put back then. Say which you mean: {first} or {second}."
    ),
    Word.CLOSE_MISSING: "Say when the window closes.",
    Word.WINDOW_HALF: "Give both the opening and the closing of the window, or neither.",
    Word.WINDOW_BACKWARDS: "The window must close after it opens.",
    Word.VOTING_ENDS_EARLY: "Voting cannot end before the window closes, so say when that is, too.",
    Word.TIME_ZONE_UNKNOWN: "“{zone}” is not a time zone; give one such as Europe/Paris.",
    Word.SLUG_TAKEN: "The name “{name}” is taken. Choose another one.",
    Word.CAMPAIGN_NOT_EMPTY: "The campaign cannot be deleted. Pages: {pages}; drafts: {drafts}. Archive it instead: it "
    "leaves the list of campaigns, and nothing is lost.",
    Word.THEME_NOT_EMPTY: "The theme still has pages. Move them to another theme first.",
    Word.FIELD_EMPTY: "This cannot be left empty.",
    Word.NO_SUCH_PAGE: "There is no such page.",
    Word.PAGE_MERGED: "This tip has gone into another one. Read that one instead.",
    Word.MERGE_ANOTHER: "Name another tip of the same campaign.",
    Word.MERGE_TIPS_ONLY: "Only tips can be merged.",
    Word.MERGE_HIDDEN: "One of the two tips is hidden. Show it first.",
    Word.HIDDEN_WITHOUT_REASON: "An editor hid the page and gave no reason.",
    Word.NO_SUCH_REVISION: "There is no such revision.",
    Word.NO_SUCH_NUMBER: "The page has no revision “{name}”. Give a number, or ask for the accepted or the latest one.",
    Word.NO_SUCH_DRAFT: "You have no such draft.",
    Word.NOT_ACCEPTED_YET: "No text of this page has been accepted yet. You can read its latest text instead.",
    Word.NO_TEXT_THEN: "The page had no such text at that time.",
    Word.TITLE_MISSING: "Give the page a title.",
    Word.TITLE_LONG: "The title has {length} characters; at most {most} are allowed. Shorten it.",
    Word.TITLE_MANY_LINES: "The title must be a single line without control characters.",
    Word.SUMMARY_LONG: "The summary has {length} characters; at most {most} are allowed. Shorten it.",
    Word.TEXT_LONG: "The text has {size} bytes; at most {limit} are allowed. Shorten it, or split it into two pages.",
    Word.TEXT_MANY_LINES: (
        "The text has {lines} lines; at most {most} are allowed. Shorten it, or split it into two pages."
    ),
    Word.TEXT_MANY_MARKS: (
        "Line {line} has a character with more than {most} marks on it, such as accents. Remove some of them."
    ),
    Word.TEXT_MANY_BRACKETS: (
        "The text has {brackets} opening square brackets; at most {most} are allowed. Shorten it, or split it into two "
        "pages."
    ),
    Word.NUL_CHARACTER: "The text contains a NUL character, which cannot be stored. Remove it.",
    Word.HALF_A_CHARACTER: "Character {place} is only half a character and cannot be stored. Type it again.",
    Word.PASSAGE_BEYOND: "The text ends at character {length}, the passage at {end}. Select the passage again.",
    Word.PASSAGE_BACKWARDS: (
        "The passage would begin at character {start} and end at {end}. Select at least one character."
    ),
    Word.PASSAGE_HALF: "A passage needs both a beginning and an end.",
    Word.REVISION_FOREIGN: "Revision {revision} does not belong to this page.",
    Word.BASE_MISSING: "Say which revision your draft began from.",
    Word.PAGE_NOT_MADE_YET: "This draft is for a page that does not exist yet, so it begins from no revision.",
    Word.DRAFT_STALE: (
        "The draft was changed elsewhere, perhaps in another window. Read it again; nothing was overwritten."
    ),
    Word.THEME_NEEDED: "A page of the kind “{kind:kind}” belongs to a theme. Choose one.",
    Word.THEME_UNWANTED: "A page of the kind “{kind:kind}” belongs to the whole campaign, not to a theme.",
    Word.PLACE_TAKEN: "There is already a page of the kind “{kind:kind}” here. Edit that one.",
    Word.PIN_REASON_WITHOUT_PIN: (
        "Only a pinned page has a reason for its pin. Pin it as well, or leave the reason out."
    ),
    Word.EDIT_CONFLICT: (
        "Somebody changed the same passage while you were writing. Your text is kept as a draft. Choose a wording for "
        "each passage in dispute, then submit the draft."
    ),
    Word.UNDO_CONFLICT: (
        "Later changes touch the same passage, so this one cannot be undone by itself. Edit the page instead."
    ),
    Word.FIRST_REVISION_STAYS: "The first revision created the page and cannot be undone. Hide the page instead.",
    Word.ATTRIBUTION_MISSING: (
        "It is not known yet who wrote this text. The operator can find out with: bonsens attribution rebuild"
    ),
    Word.REVISION_REDACTED: (
        "The text of revision {number} was redacted, so nothing can be compared with it or made from it."
    ),
    Word.REDACTED_UNACCEPTABLE: (
        "The text or the title of revision {revision} was redacted. Accept a later revision; if the page has no title "
        "left, give it one first."
    ),
    Word.TEXT_REDACTED: "This very text was redacted as unlawful and cannot be saved again. Nothing was stored.",
    Word.PAGE_CHANGED: "Somebody has changed the page since you read it. Read its latest state again.",
    Word.CAMPAIGN_CHANGED: "Somebody has changed the campaign since you read it. Read it again.",
    Word.THEME_CHANGED: "Somebody has changed the theme since you read it. Read it again.",
    Word.TIPS_ONLY: "Only tips can be supported.",
    Word.ANNOUNCED_ALREADY: "The campaign is announced already: everybody whom it is for can see it.",
    Word.NOTHING_TO_CONFIRM: "You do not support this tip, so there is nothing to confirm. Support it first.",
    Word.SUPPORT_BUDGET: (
        "You support {used:# tip|# tips}, and this campaign allows each person {budget}. Withdraw your support for one "
        "to support another."
    ),
    Word.REASON_MISSING: "Say why, so that the author understands.",
    Word.OVERRULING_REASON_MISSING: "Votes have not accepted this revision. Say why you accept it.",
    Word.CORRECTION_REASON_MISSING: "Say what this corrects and why: the next release lists it for its readers.",
    Word.ACCEPTED_ALREADY: "This revision has already been accepted.",
    Word.UNACCEPT_FIRST: "This revision is accepted. Take the acceptance back first.",
    Word.NOT_THE_ACCEPTED_ONE: "Only the accepted revision can have its acceptance taken back.",
    Word.OLDER_REVISION: "Revision {head} is the latest. Accept that one, or confirm that you mean this earlier one.",
    Word.OWN_REVISION: "You wrote this revision. In this campaign another editor has to accept it.",
    Word.YOUR_CONSENT_STANDS: "You have already accepted this revision. Another editor has to accept it too.",
    Word.VOTES_DECIDE: "In this campaign votes accept, and editors cannot overrule them.",
    Word.DECIDED_MEANWHILE: "Somebody has decided about this page since you read the revision. Read it again.",
    Word.ACCEPTED_BY_VOTES: (
        "Accepted by votes: {approve} of {ballots:# ballot|# ballots} approve ({share}%). Needed were {percent}% of "
        "at least {quorum:# ballot|# ballots}."
    ),
    Word.ACCEPTED_BY_VOTES_OF_DEPARTMENTS: (
        "Accepted by votes: {approve} of {ballots:# ballot|# ballots} approve ({share}%). Needed were {percent}% of "
        "at least {quorum:# ballot|# ballots} and {departments} departments."
    ),
    Word.ACCEPTED_BY_VOTES_UNDER_SEAL: (
        "Accepted by votes. Needed were {percent}% of at least {quorum:# ballot|# ballots}."
    ),
    Word.ACCEPTED_BY_VOTES_OF_DEPARTMENTS_UNDER_SEAL: (
        "Accepted by votes. Needed were {percent}% of at least {quorum:# ballot|# ballots} and {departments} "
        "departments."
    ),
    Word.ACCEPTED_AT_ONCE: "In this campaign each revision is accepted as soon as it is saved.",
    Word.ACCEPTED_BEFORE: "It was the accepted text of the campaign that this one was cloned from.",
    Word.EXCLUDED_BEFORE: "It was left out of the guide of the campaign that this one was cloned from.",
    # Views in HTML: what stands around the text, and what a screen reader says.
    Word.VIEW_BEFORE: "Before",
    Word.VIEW_AFTER: "After",
    Word.VIEW_INSERTED: "inserted",
    Word.VIEW_DELETED: "deleted",
    Word.VIEW_MOVED_AWAY: "moved away, {number}",
    Word.VIEW_MOVED_HERE: "moved here, {number}",
    Word.VIEW_SPACE: "space",
    Word.VIEW_NO_BREAK_SPACE: "no-break space",
    Word.VIEW_TAB: "tab",
    Word.VIEW_LINE_FEED: "line break",
    Word.VIEW_CARRIAGE_RETURN: "carriage return",
    Word.VIEW_UNSEEN: "character that cannot be seen, U+{code}",
    Word.VIEW_WHO_WROTE_WHAT: "Who wrote what",
    Word.VIEW_REVISION: "Revision {number}",
    Word.VIEW_OF_PAGE: "of {page}",
    Word.VIEW_IN_CAMPAIGN: "in {campaign}",
    Word.VIEW_TOKENS: "Tokens: {count}",
    Word.VIEW_CONTRIBUTORS: "Contributors",
    Word.VIEW_NO_TEXT: "There is no text.",
    Word.VIEW_BACK: "Back to the text",
    Word.VIEW_NOT_NAMED: "Not named",
    # Pictures of participation.
    Word.CHART_DAYS: "Texts saved each day",
    Word.CHART_THEMES: "People who took part, by theme",
    Word.CHART_DEPARTMENTS: "People who took part, by department",
    Word.CHART_NO_DEPARTMENT: "No department given",
    Word.CHART_OTHERS: "All others",
    Word.CHART_NOTHING: "There is nothing to show yet: groups of fewer than five people are not shown.",
    # What an acceptance lacks.
    Word.NO_EDITOR_YET: "No editor has accepted this revision.",
    Word.ANOTHER_EDITOR_NEEDED: "{accepted} of {needed} editors have accepted this revision; it takes another one.",
    Word.EDITORS_NEEDED: "{accepted} of {needed} editors have accepted this revision; it takes two.",
    Word.BALLOTS_NEEDED: "{more:# more ballot is|# more ballots are} needed: {ballots} of {quorum}.",
    Word.APPROVAL_NEEDED: "{percent}% of the ballots approve; {needed}% are needed.",
    Word.NOBODY_APPROVED: "Nobody has approved this revision.",
    Word.DEPARTMENTS_NEEDED: "Approvals come from {departments:# department|# departments}; {needed} are needed.",
    Word.NEWER_NEEDED: "Revision {accepted} is accepted; votes accept only a newer one.",
    Word.LATER_SAVED: "Revision {latest} was saved after it and took its place.",
    Word.VETO_STANDS: "An editor has rejected or unaccepted this revision; only editors can accept it now.",
    # Why a tip is taken into the guide or not.
    Word.TIP_HIDDEN: "hidden",
    Word.TIP_EXCLUDED: "excluded: {reason}",
    Word.TIP_NOT_ACCEPTED: "no text has been accepted yet",
    Word.TIP_PINNED: "pinned",
    Word.TIP_PINNED_FOR: "pinned: {reason}",
    Word.TIP_ACCEPTED: "accepted",
    Word.TIP_UNDER_SEAL: "in a proof; which {places} are in the guide shows when voting has ended",
    Word.TIP_AMONG_FIRST: "support {support} is among the first {places}",
    Word.TIP_NOT_AMONG_FIRST: "support {support} is not among the first {places}",
    Word.TIP_AMONG_FIRST_TOGETHER: "support {support} (and {older} on other texts) is among the first {places}",
    Word.TIP_NOT_AMONG_FIRST_TOGETHER: "support {support} (and {older} on other texts) is not among the first {places}",
    Word.TIP_WAITING: "revision {revision} waits for a decision",
    Word.NO_DISCUSSION: "There is no discussion here that you may read.",
    Word.NO_SUCH_COMMENT: "There is no such comment.",
    Word.COMMENT_EMPTY: "Write something.",
    Word.COMMENT_LONG: "The comment has {length} characters; at most {most} are allowed. Shorten it.",
    Word.COMMENT_OF_ITS_AUTHOR: "Only its author can change or delete a comment.",
    Word.THREAD_OF_ITS_AUTHOR: "Only the person who started a thread, or an editor, can resolve it or open it again.",
    Word.COMMENT_HIDDEN: "This comment is hidden, so it cannot be replied to.",
    Word.COMMENT_DELETED: "This comment was deleted.",
    Word.COMMENT_DELETED_ALREADY: "This comment has already been deleted.",
    Word.COMMENT_UNHIDEABLE: "This comment is already hidden, or it was deleted.",
    Word.COMMENT_NOT_HIDDEN: "This comment is not hidden.",
    Word.THREAD_UNRESOLVABLE: "Only a whole thread that is still open can be resolved, not a single reply.",
    Word.THREAD_NOT_REOPENED: (
        "Only a resolved thread can be opened again, and only an editor can open one that an editor resolved."
    ),
    Word.THREAD_FULL: "This thread has {limit} replies, the most it can have. Start another thread.",
    Word.PARENT_ABSENT: "There is no comment {comment} on this page.",
    Word.PARENT_IS_REPLY: "Comment {comment} is itself a reply. Reply to comment {thread} instead.",
    Word.COMMENT_CHANGED: (
        "Somebody has changed this comment since you read it. Read it again; nothing was overwritten."
    ),
    Word.NO_SUCH_QUESTION: "There is no such question.",
    Word.NO_SUCH_HALL: "No session has this code. Check it against the screen: it may be over, or spelt differently.",
    Word.NO_SUCH_RECEIPT: (
        "Nothing was asked with this receipt. Open the whole link that you were given when you asked."
    ),
    Word.QUESTION_EMPTY: "Write your question.",
    Word.QUESTION_LONG: "The question has {length} characters; at most {most} are allowed. Shorten it, or ask two.",
    Word.QUESTION_CHANGED: (
        "Somebody has dealt with this question since you read it. Read it again; nothing was overwritten."
    ),
    Word.QUESTION_NOT_OPEN: "This question has been dealt with already. Open it again first.",
    Word.QUESTION_OPEN: "This question is still open.",
    Word.QUESTION_HIDDEN: "This question is hidden. Show it again first.",
    Word.QUESTION_NOT_HIDDEN: "This question is not hidden.",
    Word.QUESTION_MERGED_SUPPORT: "This question was merged. Support the one that it went into, question {question}.",
    Word.DISPOSITION_SILENT: "Tell whoever asked what became of their question, in a sentence at least.",
    Word.DISPOSITION_TIPLESS: "No tip answers this question yet. Name one in answers, or choose another disposition.",
    Word.DISPOSITION_INTO_MISSING: "Name the question that this one is merged into.",
    Word.DISPOSITION_INTO_UNFIT: (
        "Question {question} cannot take this one in: it is the same, hidden, merged itself, or not of this campaign."
    ),
    Word.DISPOSITION_INTO_SURPLUS: "Only a question that is merged goes into another one. Leave this out.",
    Word.ANSWER_NO_TIP: "There is no tip {page} in this campaign.",
    Word.ANSWERS_MANY: "At most {most} tips answer one question. Remove one that says less.",
    Word.ANSWER_NOT_LINKED: "This tip is not linked to the question.",
    Word.ANSWER_OF_ANOTHER: "Somebody else linked this tip. They, or an editor, can remove the link.",
    Word.ANSWER_LAST: (
        "This is the last tip that answers the question. Open the question again first, or link another tip."
    ),
    Word.HALL_CODE_UNFIT: "A code has {least} to {most} letters without accents and digits, such as NANTERRE3.",
    Word.HALL_CODE_TAKEN: "Another session has the code {code}. Choose another one.",
    Word.HALL_CLOSED: (
        "This session takes no questions any more. If you asked one, your receipt shows what becomes of it."
    ),
    Word.HALL_CHANGED: "Somebody has changed this session since you read it. Read it again; nothing was overwritten.",
    Word.HALL_FULL: (
        "This session has {most} questions, the most it takes. Look through them and say which one is yours too."
    ),
    Word.HALL_DEVICE_FULL: "This device has asked {most} questions in this session, the most one may. Let others ask.",
    Word.HALL_BUSY: "Many people are asking just now. Keep your question and send it again in {seconds} seconds.",
    Word.LINE_REPEATED: "This question stands in line {line} already, of the same session. Delete one of the two.",
    Word.LINE_DATE: "Write the date as 2026-12-01 or 01/12/2026.",
    Word.LINE_PLACE_LONG: "The place has more than {most} characters. Shorten it.",
    Word.PASSAGE_BLANK: "The passage has no words. Leave it out to redact the whole text.",
    Word.PASSAGE_ABSENT: "This revision does not contain the passage. Copy it exactly as it stands.",
    Word.PASSAGE_TOO_COMMON: (
        "The passage occurs in {found} revisions; at most {most} can be redacted at once. Give a longer passage."
    ),
    Word.REDACTION_REASON_MISSING: "Say why: the reason is kept with the redaction.",
    Word.REASON_REPEATS_PASSAGE: "The reason is kept for good, so it must not repeat the passage.",
    Word.REDACTED_ALREADY: "The text of this revision has already been redacted.",
    Word.NOTHING_TO_REDACT: "This revision has no text. Give a passage of its title or of its summary instead.",
    Word.STANDS_ELSEWHERE: (
        "The same text stands in another campaign, of which you are not an admin. A site admin can redact it in both."
    ),
    Word.STANDS_IN_CAMPAIGN: (
        "The same text stands in the campaign {campaign}, of which you are not an admin. A site admin can redact it in "
        "both."
    ),
    Word.SAME_TEXT_ELSEWHERE: "The same text has been saved in another campaign meanwhile. Look at the preview again.",
    Word.REDACTION_CHANGED: "What a redaction would touch has changed since the preview. Look at the preview again.",
    Word.ACCOUNT_CHANGED: "Somebody has changed these pages since the preview. Look at the preview again.",
    Word.NO_SUCH_EDITION: "There is no such edition.",
    Word.NO_SUCH_ARTEFACT: "The edition has no file “{name}”.",
    Word.NOTHING_ACCEPTED: "No text has been accepted yet, so there is nothing to compile.",
    Word.STILL_ACCEPTING: (
        "Texts are being accepted while the release is compiled. Try again when the editors are done."
    ),
    Word.RENDERER_MISSING: "Something that the guide needs is not installed here. {missing}",
    Word.GLYPHS_MISSING: (
        "The fonts of the guide have no glyph for: {characters}. The PDF has boxes in their place. Replace these "
        "characters in: {pages}."
    ),
    Word.GLYPHS_MISSING_OUTSIDE_PAGES: (
        "The fonts of the guide have no glyph for: {characters}. The PDF has boxes in their place. Replace these "
        "characters in the settings or the themes."
    ),
    Word.NOTICE_HTML: "HTML is shown as it is written and has no effect: {tag}",
    Word.NOTICE_IMAGE: "A guide has no images. The words of this one stand in its place: {words}",
    Word.NOTICE_PICTURE: "A guide has no images, and this pasted one has no words, so nothing of it is left.",
    Word.NOTICE_LINK: "This address leads nowhere from a guide, so only the words of the link are kept: {address}",
    Word.NOTICE_PLACE: (
        "There is no heading of that name in the text and no such page in the guide, so only the words of the link are "
        "kept: {address}"
    ),
    Word.NOTICE_PAGE: (
        "No heading of the text has that name. In a guide the link leads to the page of that name: {address}"
    ),
    Word.NOTHING_TOLD: "Nothing was left out, and nothing is shown otherwise than it was written.",
    Word.NOTICE_GLYPH: "No font of the guide has the character {character}, so it cannot be printed.",
    Word.NOTICE_EMPTY: "The text has no words, so there is nothing to print but its title.",
    Word.BELOW_TARGET: "A compile takes {taken:# tip|# tips} of the theme “{theme}”; its target is {target}.",
    Word.TIP_REWRITTEN: (
        "{changed}% of this tip was changed after people had voted on revision {voted}. Say why it is printed all the "
        "same, or accept a text that is nearer to that revision."
    ),
    Word.NOTHING_REWRITTEN: "No text of this page has been accepted yet, so there is nothing to give a reason for.",
    Word.RELEASE_REFUSED: (
        "The pre-flight found {errors:# error|# errors}; look at: {pages}. Fix what it names, or say why the guide is "
        "released all the same."
    ),
    Word.RELEASE_REFUSED_OUTSIDE_PAGES: (
        "The pre-flight found {errors:# error|# errors} in the settings or the themes. Fix what it names, or say why "
        "the guide is released all the same."
    ),
    Word.PROOF_NEEDS_NO_OVERRIDE: "Only a release can be refused; a proof needs no reason.",
    Word.UNPRINTABLE_SOMEWHERE: "The file {file} could not be made. The operator will find the reason in the log.",
    Word.UNPRINTABLE_PAGE: "The page “{page}” stops the file {file}. Shorten or reword it and accept it again.",
    Word.UNPRINTABLE_LINE: (
        "The page “{page}” stops the file {file}: look at the paragraph that begins in line {line}. "
        "Reword it and accept the page again."
    ),
    Word.FILE_UNREADABLE: "{path} cannot be read: {reason}",
    Word.AUTHOR_ENTRY_UNREADABLE: (
        "“{entry}” does not tell whose account is meant. Write the author’s name, “=” and a username."
    ),
    Word.AUTHOR_TWO_ACCOUNTS: "“{name}” stands for “{first}” and for “{second}”. Give one account.",
    Word.AUTHOR_ACCOUNT_UNKNOWN: (
        "There is no account “{username}” to credit with what “{name}” wrote. Add it first, or give another."
    ),
    Word.AUTHORS_HAVE_ACCOUNTS: (
        "These authors have the names of accounts, and the guide would thank them twice: {names}. Say of each who it "
        "is: “{name}={username}”, or “{name}=” for somebody else of that name."
    ),
    Word.TITLE_MAIL_OFF: "No mail is sent here",
    Word.TITLE_INVITATION_OVER: "This way in is closed",
    Word.NO_SUCH_INVITATION: "There is no such invitation. Copy the whole link from the mail, or ask for another one.",
    Word.DEPARTMENT_UNKNOWN: "Nobody is of the department “{department}”. Write it as the accounts have it.",
    Word.NO_SUCH_JOIN_CODE: "There is no such code. Check how it is written, or ask whoever gave it to you.",
    Word.NO_SUCH_DEPARTMENT: "No department takes part by this id.",
    Word.INVITATION_ACCEPTED: "This invitation has been accepted already. Sign in.",
    Word.INVITATION_REVOKED: "This invitation has been taken back. Ask whoever invited you for another one.",
    Word.INVITATION_EXPIRED: "This invitation has expired. Ask whoever invited you for another one.",
    Word.INVITATION_FOR_ANOTHER: "This invitation is for another account than yours. Sign out and open the link again.",
    Word.INVITATION_MAIL_HAS_ACCOUNT: "There is an account for this mail address. Sign in and open the link again.",
    Word.INVITATION_BRING_NOTHING: (
        "You are signed in, so the invitation is for your account. Leave this out, or sign out first."
    ),
    Word.INVITATION_ANSWERED: "Somebody has answered this invitation, so it cannot be changed any more.",
    Word.MAIL_TAKEN: "The mail address “{mail}” belongs to another account.",
    Word.MAIL_OFF: "This service sends no mail. Ask an administrator of the site for help.",
    Word.TOO_MANY_GUESSES: "Too many wrong links or codes. Try again in {seconds:# second|# seconds}.",
    Word.NO_SUCH_RESET: "This link is not good, or not any more. Ask for another one.",
    Word.ADDRESS_TOO_OFTEN: (
        "Several letters that confirm this address are on their way. Look for one of them, or "
        "try again in {seconds} seconds."
    ),
    Word.RESET_TOO_OFTEN: (
        "A link for this account has been asked for several times. Look into your mail, or try again in "
        "{seconds:# second|# seconds}."
    ),
    Word.LINE_TWICE: "This address stands in line {line} already, for the same campaign. Delete one of the two lines.",
    Word.LIST_UNREADABLE: "The file is no text. Save it as “CSV UTF-8” and try again.",
    Word.LIST_LONG: "A list has at most {most} lines. Split the file.",
    Word.LIST_BROKEN: "The line {line} is broken, perhaps by a quotation mark too many. Save the file as CSV again.",
    Word.COLUMN_UNKNOWN: "The column “{name}” is unknown. Name it as one of these, or delete it: {known}.",
    Word.COLUMN_UNKNOWN_NEAR: (
        "The column “{name}” is unknown; did you mean “{near}”? Name it as one of these, or delete it: {known}."
    ),
    Word.COLUMN_MISSING: "The column “{name}” is missing. Line {line} names the columns; add it there.",
    Word.NO_SUCH_CAMPAIGN_NAMED: "There is no campaign “{name}”. Write its name as it stands in its address.",
    Word.ROLE_WITHOUT_CAMPAIGN: "A role is one in a campaign. Say in which.",
    Word.USERNAME_OF_ANOTHER: (
        "The username “{name}” belongs to somebody with another mail address. Choose another one."
    ),
    Word.CODE_OVER: "This code is not good any more. Ask whoever gave it to you for another one.",
    Word.CODE_OF_DEPARTMENT: (
        "This code is for people of “{department}”. Sign in with your account first; if it names another department, "
        "ask whoever gave you the code."
    ),
    Word.CODE_ENDS_EARLY: "A code is good for at least a minute. Give a later time.",
    Word.NEWS_CAMPAIGN_CREATED: "The campaign was created.",
    Word.NEWS_ANNOUNCED: "The campaign was announced.",
    Word.NEWS_ARCHIVED: "The campaign was archived.",
    Word.NEWS_UNARCHIVED: "The campaign was taken out of the archive.",
    Word.NEWS_CONFIGURED: "The settings of the campaign changed.",
    Word.NEWS_WINDOW_OPENED: "The window opened: everybody can write now.",
    Word.NEWS_WINDOW_EXTENDED: "There is more time to write: the end of the window moved.",
    Word.NEWS_WINDOW_CLOSED: "The window closed.",
    Word.NEWS_WINDOW_REOPENED: "The window opened again.",
    Word.NEWS_VOTING_REOPENED: "Voting opened again.",
    Word.NEWS_CORRECTIONS_OPENED: "Corrections of the published guide were opened.",
    Word.NEWS_CORRECTIONS_CLOSED: "Corrections of the published guide were closed.",
    Word.NEWS_THEME_ADDED: "The theme “{theme}” was added.",
    Word.NEWS_THEME_CHANGED: "The theme “{theme}” changed.",
    Word.NEWS_THEME_DELETED: "A theme was deleted.",
    Word.NEWS_MEMBER_JOINED: "Somebody joined the campaign.",
    Word.NEWS_MEMBER_SET: "Somebody was given a role in the campaign.",
    Word.NEWS_MEMBER_REMOVED: "Somebody’s role in the campaign was taken away.",
    Word.NEWS_PAGE_ADDED: "“{title}” was added.",
    Word.NEWS_SAVED: "Revision {number} of “{title}” was saved.",
    Word.NEWS_UNDONE: "Revision {number} of “{title}” undid an earlier change.",
    Word.NEWS_RESTORED: "Revision {number} of “{title}” restored an earlier text.",
    Word.NEWS_ACCEPTED: "A text of “{title}” was accepted.",
    Word.NEWS_APPROVED: "An editor approved revision {number} of “{title}”.",
    Word.NEWS_REJECTED: "Revision {number} of “{title}” was rejected.",
    Word.NEWS_CHANGES_REQUESTED: "Changes were requested to revision {number} of “{title}”.",
    Word.NEWS_UNACCEPTED: "The acceptance of revision {number} of “{title}” was taken back.",
    Word.NEWS_ARRANGED: "The place or the settings of “{title}” changed.",
    Word.NEWS_PAGE_HIDDEN: "“{title}” was hidden.",
    Word.NEWS_PAGE_SHOWN: "“{title}” was shown again.",
    Word.NEWS_PAGE_MERGED: "Another tip was merged into “{title}”.",
    Word.NEWS_COMMENTED: "There is a new comment on “{title}”.",
    Word.NEWS_COMMENT_EDITED: "A comment on “{title}” changed.",
    Word.NEWS_COMMENT_HIDDEN: "A comment on “{title}” was hidden.",
    Word.NEWS_COMMENT_SHOWN: "A comment on “{title}” was shown again.",
    Word.NEWS_THREAD_RESOLVED: "A thread on “{title}” was resolved.",
    Word.NEWS_THREAD_REOPENED: "A thread on “{title}” was opened again.",
    Word.NEWS_HALL_PREPARED: "A session for questions was prepared.",
    Word.NEWS_HALL_CHANGED: "A session for questions was opened, closed or changed.",
    Word.NEWS_QUESTION_ASKED: "A question was asked.",
    Word.NEWS_QUESTION_HIDDEN: "A question was hidden.",
    Word.NEWS_QUESTION_SHOWN: "A question is visible again.",
    Word.NEWS_ANSWER_LINKED: "“{title}” was linked as an answer to a question.",
    Word.NEWS_ANSWER_UNLINKED: "“{title}” is no longer linked as an answer to a question.",
    Word.NEWS_QUESTION_DISPOSED: "An editor said what became of a question.",
    Word.NEWS_QUESTIONS_IMPORTED: "A list of questions was imported.",
    Word.NEWS_REDACTED: "Something unlawful was redacted.",
    Word.NEWS_ACCOUNT_UNDONE: "What an account had done was undone.",
    Word.NEWS_RELEASED: "Edition {number} of the guide was released.",
    Word.NEWS_PROOF: "Proof {number} of the guide was compiled.",
}
