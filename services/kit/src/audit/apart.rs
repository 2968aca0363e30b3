//! Rpcs by other than GET that leave no entry in the audit, each group with the reason.

/// What they do is in the history of an item, which the activity log shows.
const ITEMS: &str = "the item's own history says it";
/// What is said is there to read, with its author and its revisions.
const WORDS: &str = "the conversation itself says it";
/// A time entry is its own record.
const TIME: &str = "the time entry itself says it";
/// It changes nothing.
const READS: &str = "it only reads, or asks for what would come anyway";
/// It is how one person's own screen stands.
const OWN: &str = "it is one person's own, and changes nothing for others";
/// The caller is nobody of the account.
const VISITORS: &str = "the visitor is known by the conversation, the survey or the request that it makes";
/// The log notes it by hand.
const BY_HAND: &str = "the directory notes it itself, also where it fails";

const APART: &[(&str, &[&str])] = &[
    (
        ITEMS,
        &[
            "automation.v1.MacrosService/CancelMacroRun",
            "automation.v1.MacrosService/RunMacro",
            "automation.v1.MacrosService/UndoMacroRun",
            "items.v1.BulkEditsService/BatchUpdateItems",
            "items.v1.BulkEditsService/CancelBulkEdit",
            "items.v1.BulkEditsService/UndoBulkEdit",
            "items.v1.ChecklistsService/CreateChecklistLine",
            "items.v1.ChecklistsService/DeleteChecklistLine",
            "items.v1.ChecklistsService/UpdateChecklistLine",
            "items.v1.ItemLifeService/ArchiveItem",
            "items.v1.ItemLifeService/CopyItem",
            "items.v1.ItemLifeService/UnarchiveItem",
            "items.v1.ItemLifeService/UndoItem",
            "items.v1.ItemLinksService/CreateItemLink",
            "items.v1.ItemLinksService/DeleteItemLink",
            "items.v1.ItemTemplatesService/CreateItemFromTemplate",
            "items.v1.ItemsService/ConvertItem",
            "items.v1.ItemsService/CreateItem",
            "items.v1.ItemsService/UpdateItem",
            "items.v1.MergesService/MergeItems",
            "items.v1.MergesService/UnmergeItem",
            "conversations.v1.SplitsService/SplitItem",
        ],
    ),
    (
        WORDS,
        &[
            "conversations.v1.AttachmentsService/CreateAttachment",
            "conversations.v1.ChatsService/CreateItemFromChat",
            "conversations.v1.ChatsService/EndChat",
            "conversations.v1.ChatsService/LinkChat",
            "conversations.v1.ChatsService/ReopenChat",
            "conversations.v1.ChatsService/TakeChat",
            "conversations.v1.ChatsService/TransferChat",
            "conversations.v1.ConversationsService/AddParticipants",
            "conversations.v1.ConversationsService/CloseConversation",
            "conversations.v1.ConversationsService/CreateConversation",
            "conversations.v1.ConversationsService/CreateItemFromConversation",
            "conversations.v1.ConversationsService/LeaveConversation",
            "conversations.v1.ConversationsService/LinkConversation",
            "conversations.v1.ConversationsService/RemoveParticipant",
            "conversations.v1.ConversationsService/ReopenConversation",
            "conversations.v1.ConversationsService/UpdateConversation",
            "conversations.v1.InboundService/ReceiveEmail",
            "conversations.v1.MessagesService/CancelMessage",
            "conversations.v1.MessagesService/DeleteMessage",
            "conversations.v1.MessagesService/PostMessage",
            "conversations.v1.MessagesService/RetryMessage",
            "conversations.v1.MessagesService/UpdateMessage",
            "conversations.v1.ScheduleService/RescheduleMessage",
        ],
    ),
    (
        TIME,
        &[
            "timesheets.v1.TimeEntriesService/CreateTimeEntry",
            "timesheets.v1.TimeEntriesService/DeleteTimeEntry",
            "timesheets.v1.TimeEntriesService/UpdateTimeEntry",
            "timesheets.v1.TimersService/StartTimer",
            "timesheets.v1.TimersService/StopTimer",
        ],
    ),
    (
        READS,
        &[
            "automation.v1.MacrosService/PreviewMacro",
            "conversations.v1.CannedRepliesService/RenderCannedReply",
            "conversations.v1.MailboxesService/FetchMailbox",
            "conversations.v1.MailboxesService/TestMailbox",
            "items.v1.BulkEditsService/PreviewBatchUpdate",
            "items.v1.ImportsService/PreviewImport",
            "items.v1.MovesService/PreviewMove",
            "items.v1.RecurrencesService/PreviewRecurrence",
        ],
    ),
    (
        OWN,
        &[
            "conversations.v1.ChatsService/SeeChat",
            "conversations.v1.ChatsService/SetChatAvailability",
            "conversations.v1.ChatsService/TellTyping",
            "conversations.v1.ConversationsService/MarkConversationRead",
            "conversations.v1.ConversationsService/MarkConversationUnread",
            "conversations.v1.ConversationsService/SeeConversation",
            "conversations.v1.DraftsService/DeleteDraft",
            "conversations.v1.DraftsService/SaveDraft",
            "conversations.v1.MessengerService/UpdateMessengerSettings",
            "conversations.v1.PresenceService/UpdatePresence",
            "items.v1.ViewsService/SetViewPreference",
            "notifications.v1.NotificationsService/Follow",
            "notifications.v1.NotificationsService/SeeNotifications",
            "notifications.v1.NotificationsService/Unfollow",
            "notifications.v1.NotificationsService/UpdateNotificationPreferences",
        ],
    ),
    (
        VISITORS,
        &[
            "conversations.v1.SuppressionsService/Resubscribe",
            "conversations.v1.SuppressionsService/Unsubscribe",
            "conversations.v1.VisitorChatsService/CreateVisitorAttachment",
            "conversations.v1.VisitorChatsService/EndVisitorChat",
            "conversations.v1.VisitorChatsService/LeaveVisitorAddress",
            "conversations.v1.VisitorChatsService/PostVisitorMessage",
            "conversations.v1.VisitorChatsService/SeeVisitorChat",
            "conversations.v1.VisitorChatsService/StartChatSession",
            "conversations.v1.VisitorChatsService/StartVisitorChat",
            "conversations.v1.VisitorChatsService/TellVisitorPresence",
            "conversations.v1.VisitorChatsService/TellVisitorTyping",
            "conversations.v1.WidgetsService/SubmitOfflineForm",
            "customer_apps.v1.PortalsService/SendMagicLink",
            "customer_apps.v1.PortalsService/SubmitRequest",
            "customer_apps.v1.SurveysService/AnswerSurvey",
            "customer_apps.v1.WebFormsService/SubmitForm",
        ],
    ),
    (BY_HAND, &["directory.v1.AccountsService/SetUp"]),
];

/// Why the rpc at a path (`/tandem.items.v1.ItemsService/CreateItem`) leaves no entry; nothing where it does.
#[must_use]
pub fn reason(path: &str) -> Option<&'static str> {
    let name = path.strip_prefix("/tandem.")?;
    APART.iter().find(|(_, names)| names.contains(&name)).map(|(why, _)| *why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth;

    #[test]
    fn what_leaves_no_entry_is_an_rpc_of_the_contract() {
        let known = |name: &str| {
            let (service, method) = name.split_once('/').unwrap();
            let service = auth::CONTRACT.get_service_by_name(&format!("tandem.{service}"));
            service.is_some_and(|service| service.methods().any(|known| known.name() == method))
        };
        for (why, names) in APART {
            for name in *names {
                assert!(known(name), "{name} is not there: {why}");
            }
        }
    }
}
