//! Which column is which field: as somebody said, as an earlier import had it, or as the name tells. Pure.
use std::collections::BTreeMap;

use tandem_kit::{Error, Result};

use super::Target;
use crate::field::{self, Field};

/// The field of each column by its name; empty: left out.
pub type Mapping = BTreeMap<String, String>;

/// A field, what it is called, and how others call it, best first: as [`plain`] writes it.
struct Known {
    field: &'static str,
    name: &'static str,
    /// Between spaces.
    words: &'static str,
}

const fn known(field: &'static str, name: &'static str, words: &'static str) -> Known {
    Known { field, name, words }
}

/// The names are those of our own exports, of Zendesk's, Freshdesk's, Zammad's, OneDesk's and Jira's, and what people write.
const ITEM: [Known; 20] = [
    known(
        "external_id",
        "External id",
        "externalid externalreference ticketid issuekey key id ticketnumber ticketnummer numerodeticket number nummer numero ticket nr no fallnummer vorgangsnummer reference",
    ),
    known(
        "title",
        "Title",
        "title subject summary titel betreff titre sujet objet titulo asunto oggetto titolo onderwerp name itemname ticketname assunto temat",
    ),
    known("description_html", "Description (HTML)", "descriptionhtml bodyhtml html"),
    known(
        "description",
        "Description",
        "description beschreibung descripcion descrizione omschrijving descricao body text message nachricht details content inhalt contenu note firstmessage",
    ),
    known("kind", "Ticket or task", "kind art"),
    known("type", "Type", "type tickettype itemtype issuetype typ tipo category kategorie categorie"),
    known("status", "Status", "status lifecyclestatus state ticketstatus zustand etat statut estado stato"),
    known(
        "priority",
        "Priority",
        "priority prioritat prioritaet prio priorite prioridad priorita prioriteit urgency dringlichkeit severity",
    ),
    known(
        "requester",
        "Requester's e-mail",
        "requesteremail requester customeremail contactemail customer email emailaddress mail kundenemail kunde anfragender client demandeur cliente solicitante richiedente klant aanvrager from absender reporter requestedby contact kontakt",
    ),
    known(
        "requester_name",
        "Requester's name",
        "requestername customername contactname fullname kundenname requester customer contact",
    ),
    known(
        "organization",
        "Organization",
        "organization organisation requesterorganization customerorganization company companyname firma unternehmen societe entreprise empresa azienda bedrijf account",
    ),
    known(
        "assignee",
        "Assignees",
        "assigneeemail assignee assignees assignedto agent owner besitzer bearbeiter zustandig zustaendig responsable assigne asignado asignadoa assegnatario toegewezenaan responsible",
    ),
    known("team", "Team", "team group gruppe groupe grupo gruppo groep"),
    known(
        "project",
        "Project",
        "project projectname parentproject parentfolderproject parentfolder container projekt projet proyecto progetto",
    ),
    known(
        "tags",
        "Tags",
        "tags tag labels label schlagworte schlagworter etiquettes etiquetas etichette keywords stichworte",
    ),
    known(
        "created",
        "Created",
        "created createtime createdat createdtime creationtime creationdate createddate datecreated erstellt erstelltam creele datedecreation fechadecreacion creadoel datadicreazione aangemaakt opened openedat",
    ),
    known(
        "finished",
        "Finished",
        "finished finishtime closeat closedat closedtime solvedat resolvedat resolvedtime resolved closed geschlossenam gelostam datedecloture fechadecierre completedat dateclosed actualfinish actualfinishdate actualend completiondate resolutiondate",
    ),
    known(
        "planned_start",
        "Planned start",
        "plannedstart plannedstartdate plannedstarttime scheduledstart startdate start geplanterbeginn geplanterstart beginn startdatum debutprevu datededebut inicioplanificado fechadeinicio inizioprevisto datadiinizio",
    ),
    known(
        "planned_finish",
        "Planned finish",
        "plannedfinish plannedfinishdate plannedfinishtime plannedend plannedenddate scheduledfinish scheduledend duedate dueat deadline targetdate enddate finishdate geplantesende fallig falligam faelligam falligkeit enddatum finprevue echeance dateecheance datedecheance finplanificado fechalimite vencimiento fineprevista scadenza",
    ),
    known(
        "percent_complete",
        "Percent complete",
        "percentcomplete complete completion percentagecomplete percentdone progress fortschritt erledigtinprozent avancement progression progreso avance progresso voortgang",
    ),
];

const PERSON: &str = "email emailaddress mail emailadresse courriel correo correoelectronico primaryemail useremail customeremail login adresseemail";
const NAMES: &str = "name fullname displayname customername username contactname nom nombre nome naam vollername organizationname companyname organisation";
const ORGANIZATION: &str =
    "organization organisation company companyname firma unternehmen societe empresa azienda account";
const ROLE: &str = "role rolle roles ruolo rol";

const CUSTOMER: [Known; 6] = [
    known("email", "E-mail", PERSON),
    known("name", "Name", NAMES),
    known("first_name", "First name", "firstname vorname prenom givenname nombredepila voornaam"),
    known(
        "last_name",
        "Last name",
        "lastname nachname nomdefamille surname familyname apellido apellidos cognome achternaam",
    ),
    known("organization", "Organization", ORGANIZATION),
    known("role", "Role (agents become users)", ROLE),
];
const USER: [Known; 5] = [
    known("email", "E-mail", PERSON),
    known("name", "Name", NAMES),
    known("first_name", "First name", CUSTOMER[2].words),
    known("last_name", "Last name", CUSTOMER[3].words),
    known("role", "Role", ROLE),
];
const COMPANY: [Known; 2] = [
    known(
        "name",
        "Name",
        "name organizationname organization organisation company companyname firma unternehmen nom societe empresa azienda nome naam",
    ),
    known("domains", "Mail domains", "domains domain domainnames emaildomain maildomain website domane"),
];

const MESSAGE: [Known; 9] = [
    known("external_id", "External id", "externalid id articleid messageid commentid"),
    known("item", "Item's external id", "item itemid ticketid ticket issuekey ticketnumber"),
    known("author", "Author's e-mail", "createdby author authoremail from sender createdbyemail email"),
    known("internal", "Internal", "internal private isprivate intern visibility"),
    known("subject", "Subject", "subject betreff"),
    known("body", "Body", "body bodyhtml html text content message nachricht comment"),
    known("content_type", "Type of the body", "contenttype mimetype"),
    known("created", "Created", "created createdat createtime date time"),
    known("attachments", "Files", "attachments files"),
];

fn all(target: Target) -> &'static [Known] {
    match target {
        Target::Items => &ITEM,
        Target::Customers => &CUSTOMER,
        Target::Organizations => &COMPANY,
        Target::Users => &USER,
        Target::Messages => &MESSAGE,
    }
}

/// What has the custom fields of rows; messages have none.
pub fn of_fields(target: Target) -> Option<field::Target> {
    match target {
        Target::Items => Some(field::Target::Item),
        Target::Customers => Some(field::Target::Customer),
        Target::Organizations => Some(field::Target::Organization),
        Target::Users => Some(field::Target::User),
        Target::Messages => None,
    }
}

/// What a column can be: the field, what it is called, whether it must be there.
pub fn fields(target: Target, own: &[Field]) -> Vec<(String, String, bool)> {
    let required = if target == Target::Items { "title" } else { all(target)[0].field };
    let known = all(target).iter().map(|k| (k.field.to_owned(), k.name.to_owned(), k.field == required));
    let own = own.iter().filter(|f| Some(f.target) == of_fields(target) && !f.retired);
    known.chain(own.map(|f| (format!("fields.{}", f.key), f.name.clone(), false))).collect()
}

/// Lower case letters and digits, without marks: `E-Mail-Adresse` and `emailadresse` are the same.
fn plain(name: &str) -> String {
    let letters = name.chars().flat_map(char::to_lowercase).map(|c| match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    });
    letters.filter(|c| c.is_alphanumeric()).collect()
}

/// What some write before the names of custom fields.
const BEFORE_OWN: [&str; 5] = ["customfield", "benutzerdefiniertesfeld", "fields", "custom", "cf"];

/// Whether a column is called as a custom field: by its key, or by its name as people write it.
fn is_own(column: &str, field: &Field) -> bool {
    let own = [plain(&field.name), plain(&field.key)];
    let is = |column: &str| !column.is_empty() && own.iter().any(|own| own == column);
    is(column) || BEFORE_OWN.iter().any(|before| column.strip_prefix(before).is_some_and(is))
}

/// The field that each column seems to be; a field is one column's at most, the one that is called best. What a field is called here goes
/// before what others call it, so that a custom field keeps a column of its name.
pub fn guess(target: Target, columns: &[String], own: &[Field]) -> Vec<String> {
    let plain_names: Vec<String> = columns.iter().map(|name| plain(name)).collect();
    let mut guessed = vec![String::new(); columns.len()];
    let all_fields = fields(target, own);
    let mut left = Vec::new();
    for (field, name, _) in &all_fields {
        let exact = columns.iter().position(|column| column == field || column.eq_ignore_ascii_case(name));
        match exact.filter(|at| guessed[*at].is_empty()) {
            Some(at) => guessed[at].clone_from(field),
            None => left.push(field),
        }
    }
    let mut take = |field: &String, is: &dyn Fn(&str) -> bool| {
        let found = plain_names.iter().enumerate().position(|(at, name)| guessed[at].is_empty() && is(name));
        if let Some(at) = found {
            guessed[at].clone_from(field);
        }
        found.is_some()
    };
    for field in own.iter().filter(|f| Some(f.target) == of_fields(target) && !f.retired) {
        let named = format!("fields.{}", field.key);
        if left.contains(&&named) {
            take(&named, &|column| is_own(column, field));
        }
    }
    for field in left {
        let known = all(target).iter().find(|k| k.field == field);
        let mut words = known.map_or("", |k| k.words).split(' ').filter(|word| !word.is_empty());
        words.any(|word| take(field, &|column| column == word));
    }
    guessed
}

/// The field of each column: as was said, and guessed where nothing was.
///
/// # Errors
/// `Invalid` where a column or a field is not there, a field is given twice, or one that must be there is none.
pub fn decide(target: Target, columns: &[String], said: &Mapping, own: &[Field]) -> Result<Vec<String>> {
    let known = fields(target, own);
    let is_field = |text: &str| text.is_empty() || known.iter().any(|(field, ..)| field == text);
    let guessed = guess(target, columns, own);
    let mut decided: Vec<Option<String>> = vec![None; columns.len()];
    for (one, other) in said {
        // {"Betreff": "title"}, or the other way round.
        let column = |name: &str| {
            columns
                .iter()
                .position(|c| c == name.trim())
                .or_else(|| columns.iter().position(|c| c.eq_ignore_ascii_case(name.trim())))
        };
        let (at, field) = match (column(one), is_field(other)) {
            (Some(at), true) => (at, other),
            _ => match (column(other), is_field(one)) {
                (Some(at), true) => (at, one),
                _ => return Err(unmapped(columns, &known, (one, other), column(one).is_none())),
            },
        };
        decided[at] = Some(field.clone());
    }
    let taken: Vec<String> = decided.iter().flatten().cloned().collect();
    let decided: Vec<String> = decided
        .into_iter()
        .zip(guessed)
        .map(|(said, guessed)| said.unwrap_or(if taken.contains(&guessed) { String::new() } else { guessed }))
        .collect();
    for (field, ..) in &known {
        if decided.iter().filter(|f| *f == field).count() > 1 {
            return Err(Error::invalid("mapping", format!("two columns are {field:?}")));
        }
    }
    complete(target, columns, &decided)?;
    Ok(decided)
}

/// Refuses a file that lacks what everything of the target has. Items that are there need no title.
fn complete(target: Target, columns: &[String], decided: &[String]) -> Result<()> {
    let has = |field: &str| decided.iter().any(|f| f == field);
    let missing = match target {
        Target::Items if !has("title") && !has("external_id") => "title",
        Target::Organizations if !has("name") => "name",
        Target::Customers | Target::Users if !has("email") => "email",
        Target::Messages if !has("external_id") => "external_id",
        Target::Messages if !has("item") => "item",
        Target::Messages if !has("created") => "created",
        _ => return Ok(()),
    };
    let columns = columns.iter().take(30).map(String::as_str).collect::<Vec<_>>().join(", ");
    Err(Error::invalid("mapping", format!("no column is {missing:?}; there are {columns}")))
}

fn unmapped(
    columns: &[String],
    known: &[(String, String, bool)],
    (one, other): (&str, &str),
    no_column: bool,
) -> Error {
    if no_column {
        let names = columns.iter().take(30).map(String::as_str).collect::<Vec<_>>().join(", ");
        return Error::invalid("mapping", format!("there is no column {one:?}; there are {names}"));
    }
    let names = known.iter().take(60).map(|(field, ..)| field.as_str()).collect::<Vec<_>>().join(", ");
    Error::invalid("mapping", format!("{other:?} is no field; there are {names}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(target: Target, columns: &[&str]) -> Vec<String> {
        guess(target, &columns.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>(), &[])
    }

    #[test]
    fn columns_are_known_by_what_others_call_them() {
        let cases = [
            (
                "external_id|title|description|priority|status|requester|tags",
                "external_id|title|description|priority|status|requester|tags",
            ),
            (
                "Id|Requester|Requester email|Subject|Ticket type|Created at|Group|Assignee|Solved at",
                "external_id|requester_name|requester|title|type|created|team|assignee|finished",
            ),
            (
                "Ticket ID|Subject|Status|Agent|Full name|Email|Company Name|Created time",
                "external_id|title|status|assignee|requester_name|requester|organization|created",
            ),
            (
                "#|Number|Title|State|Owner|Customer|Organization",
                "|external_id|title|status|assignee|requester|organization",
            ),
            (
                "Nummer|Betreff|Beschreibung|Priorität|E-Mail|Erstellt am|Schlagworte|Sonstiges",
                "external_id|title|description|priority|requester|created|tags|",
            ),
            (
                "Asunto|Descripción|Estado|Prioridad|Etiquetas|Fecha de creación",
                "title|description|status|priority|tags|created",
            ),
        ];
        for (columns, fields) in cases {
            let columns: Vec<&str> = columns.split('|').collect();
            assert_eq!(guessed(Target::Items, &columns).join("|"), fields, "{columns:?}");
        }
        assert_eq!(
            guessed(Target::Customers, &["Vorname", "Nachname", "E-Mail-Adresse", "Firma"]),
            ["first_name", "last_name", "email", "organization"]
        );
        assert_eq!(guessed(Target::Organizations, &["Company", "Domain"]), ["name", "domains"]);
    }

    #[test]
    fn what_onedesk_calls_its_columns_is_known() {
        let (columns, fields) = (
            "External ID|Name|Description|Type|Lifecycle Status|Priority|Assignees|Requester|Parent Folder/Project|Creation Time|Planned Start|Planned Finish|Actual Finish|% Complete|Tags",
            "external_id|title|description|type|status|priority|assignee|requester|project|created|planned_start|planned_finish|finished|percent_complete|tags",
        );
        let columns: Vec<&str> = columns.split('|').collect();
        assert_eq!(guessed(Target::Items, &columns).join("|"), fields);
        for (column, field) in [
            ("Due date", "planned_finish"),
            ("Fällig am", "planned_finish"),
            ("Fortschritt", "percent_complete"),
            ("Startdatum", "planned_start"),
            ("due", ""),
        ] {
            assert_eq!(guessed(Target::Items, &[column]), [field], "{column}");
        }
    }

    #[test]
    fn custom_fields_are_known_by_their_key_and_by_their_name_as_people_write_it() {
        let own = [("machine_no", "Maschinen-Nr."), ("category", "Category")].map(|(key, name)| Field {
            name: name.to_owned(),
            ..field::tests::field(field::Type::Text, key)
        });
        for (columns, fields) in [
            ("fields.machine_no|category", "fields.machine_no|fields.category"),
            ("MASCHINEN-NR.|Category", "fields.machine_no|fields.category"),
            ("maschinen nr|Type|CATEGORY", "fields.machine_no|type|fields.category"),
            ("Machine no|Kategorie", "fields.machine_no|type"),
            ("cf_machine_no|Custom field (Category)", "fields.machine_no|fields.category"),
            ("custom|cf", "|"),
        ] {
            let columns: Vec<String> = columns.split('|').map(str::to_owned).collect();
            assert_eq!(guess(Target::Items, &columns, &own).join("|"), fields, "{columns:?}");
        }
    }

    #[test]
    fn what_is_said_goes_before_what_is_guessed_whichever_way_round() {
        let columns = ["Subject", "Thema", "Prio"].map(String::from);
        let decide = |said: &[(&str, &str)]| {
            let said = said.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            decide(Target::Items, &columns, &said, &[])
        };
        assert_eq!(decide(&[]).unwrap(), ["title", "", "priority"]);
        assert_eq!(decide(&[("Thema", "title"), ("Prio", "")]).unwrap(), ["", "title", ""]);
        assert_eq!(decide(&[("title", "Thema")]).unwrap(), ["", "title", "priority"]);
        for (said, told) in [
            (&[("Them", "title")][..], "there is no column \"Them\"; there are Subject, Thema, Prio"),
            (&[("Thema", "titel")], "\"titel\" is no field; there are external_id, title"),
            (&[("Thema", "title"), ("Subject", "title")], "two columns are \"title\""),
            (&[("Subject", "")], "no column is \"title\""),
        ] {
            let refused = decide(said).unwrap_err().to_string();
            assert!(refused.contains(told), "{refused}");
        }
    }
}
