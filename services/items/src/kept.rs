//! What items keeps of an account: for its export, and for what the audit compares.
use tandem_kit::Noun;

/// What can be made anew from these (the search index, counters, marks of work) is left out.
pub const KEPT: &[Noun] = &[
    Noun::thing("item", "item").large(),
    Noun::of("activity"),
    Noun::thing("checklist_line", "line"),
    Noun::thing("item_link", "link"),
    Noun::of("item_merge").large(),
    Noun::thing("item_type", "type"),
    Noun::thing("status", "status"),
    Noun::of("status_move"),
    Noun::thing("custom_field", "field"),
    Noun::thing("project", "proj").large(),
    Noun::thing("project_status", "pstatus"),
    Noun::thing("folder", "folder"),
    Noun::thing("portfolio", "pfo"),
    Noun::of("portfolio_project"),
    Noun::thing("view", "view"),
    Noun::of("view_preference"),
    Noun::thing("dashboard", "dash"),
    Noun::thing("sla_policy", "sla"),
    Noun::of("sla_rewind"),
    Noun::of("preference"),
    Noun::thing("item_template", "tpl").large(),
    Noun::thing("recurrence", "rec"),
    Noun::of("recurrence_occurrence"),
    Noun::thing("bulk_edit", "bulk"),
    Noun::of("bulk_edit_item"),
    Noun::thing("import", "import"),
    Noun::of("import_error"),
    Noun::of("audit").large(),
];
