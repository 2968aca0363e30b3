//! Which entities are the text a person reads, and which are attachments.

use super::entity::{Budget, Entity};
use super::{Attachment, charset, enriched, inline, name, tnef};
use sha2::{Digest, Sha256};

/// One stretch of the visible body: the same text in up to two forms.
#[derive(Debug, Default)]
pub struct Piece {
    pub text: Option<String>,
    pub html: Option<String>,
}

/// The visible body in its order, and everything else.
#[derive(Debug, Default)]
pub struct Sorted {
    pub pieces: Vec<Piece>,
    pub attachments: Vec<Attachment>,
    /// The text that was in Outlook's envelope.
    wrapped: Option<Piece>,
}

impl Sorted {
    /// Nothing a person could see, and no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.attachments.is_empty() && self.is_mute()
    }

    fn is_mute(&self) -> bool {
        let blank = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
        self.pieces.iter().all(|piece| blank(&piece.text) && blank(&piece.html))
    }
}

/// A body as text, whatever it says it is.
#[must_use]
pub fn verbatim(entity: &Entity<'_>) -> Piece {
    Piece { text: Some(charset::decode(entity.body, None)), html: None }
}

/// Sorts the tree into visible text and attachments.
#[must_use]
pub fn sort(root: &Entity<'_>, budget: &mut Budget) -> Sorted {
    let mut sorted = Sorted::default();
    if root.children.is_empty() && is_text(root) {
        // A name does not make a file of all there is.
        text_with_files(root, &mut sorted);
    } else {
        visit(root, &mut sorted, false, budget);
    }
    if sorted.is_mute()
        && let Some(wrapped) = sorted.wrapped.take()
    {
        sorted.pieces.push(wrapped);
    }
    if sorted.is_mute()
        && let Some(spoken) = first_text(root)
    {
        // A file that is the only text there is; it stays among the files.
        sorted.pieces.push(piece(spoken));
    }
    number(&mut sorted.attachments);
    sorted
}

/// Names we made up are told apart: `video.mov`, `video1.mov`.
fn number(attachments: &mut [Attachment]) {
    let mut seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for attachment in attachments.iter_mut().filter(|attachment| name::is_made_up(&attachment.name)) {
        let count = seen.entry(attachment.name.clone()).or_default();
        if *count > 0 {
            attachment.name = match attachment.name.split_once('.') {
                Some((stem, extension)) => format!("{stem}{count}.{extension}"),
                None => format!("{}{count}", attachment.name),
            };
        }
        *count += 1;
    }
}

fn visit(entity: &Entity<'_>, sorted: &mut Sorted, in_related: bool, budget: &mut Budget) {
    match entity.content_type.as_str() {
        "multipart/alternative" if !entity.children.is_empty() => alternative(entity, sorted, budget),
        "multipart/related" if !entity.children.is_empty() => {
            for (at, child) in related_order(entity).into_iter().enumerate() {
                visit(child, sorted, at > 0, budget);
            }
        }
        kind if kind.starts_with("multipart/") => {
            let related = in_related || (kind == "multipart/appledouble" && entity.children.len() > 1);
            for child in &entity.children {
                visit(child, sorted, related, budget);
            }
        }
        // The other half of a Macintosh file, of no use elsewhere.
        "application/applefile" if in_related => {}
        _ if is_text_body(entity, in_related) => text_with_files(entity, sorted),
        _ => {
            let file = attachment(entity, in_related);
            if !unwrapped(&file, sorted) {
                sorted.attachments.push(file);
            }
        }
    }
}

/// Outlook's envelope gives its files in its place, and its text where the mail has no other; what cannot be opened stays a file.
fn unwrapped(file: &Attachment, sorted: &mut Sorted) -> bool {
    let Some(opened) =
        Some(&file.bytes).filter(|bytes| tnef::is_tnef(bytes)).and_then(|bytes| tnef::open(bytes))
    else {
        return false;
    };
    if sorted.wrapped.is_none() {
        sorted.wrapped = Some(Piece { text: opened.text, html: opened.html });
    }
    let any = !opened.files.is_empty();
    sorted.attachments.extend(opened.files.into_iter().map(from_envelope));
    any
}

fn from_envelope(file: tnef::File) -> Attachment {
    let guess = mime_guess::from_path(&file.name).first_raw().filter(|guess| is_harmless(guess));
    let declared = file.content_type.filter(|kind| kind.contains('/'));
    let content_type =
        declared.or(guess.map(str::to_owned)).unwrap_or_else(|| "application/octet-stream".to_owned());
    Attachment {
        name: name::safe(&file.name, &name::by_type(&content_type)),
        size: file.bytes.len(),
        sha256: hex::encode(Sha256::digest(&file.bytes)),
        inline: file.content_id.is_some() && content_type.starts_with("image/"),
        content_type,
        content_id: file.content_id,
        signature_picture: false,
        bytes: file.bytes,
    }
}

/// The root part first, wherever `start=` puts it.
fn related_order<'a, 'x>(entity: &'a Entity<'x>) -> Vec<&'a Entity<'x>> {
    let mut order: Vec<&Entity<'x>> = entity.children.iter().collect();
    let start = entity.parameters.parameter("start").map(|start| start.trim_matches(['<', '>']).to_owned());
    let named = start.and_then(|start| {
        order.iter().position(|child| content_id(child).as_deref() == Some(start.as_str()))
    });
    let first = named.or_else(|| {
        order.iter().position(|child| {
            child.content_type == "text/html" || child.content_type.starts_with("multipart/")
        })
    });
    if let Some(at) = first {
        let root = order.remove(at);
        order.insert(0, root);
    }
    order
}

/// The versions of an alternative become one piece; what is no version of the text is attached.
fn alternative(entity: &Entity<'_>, sorted: &mut Sorted, budget: &mut Budget) {
    let mut piece = Piece::default();
    for child in &entity.children {
        let mut inner = Sorted::default();
        visit(child, &mut inner, false, budget);
        sorted.attachments.append(&mut inner.attachments);
        sorted.wrapped = sorted.wrapped.take().or(inner.wrapped);
        let (mut text, mut html) = (String::new(), String::new());
        for part in inner.pieces {
            match (part.html, part.text) {
                (Some(part), _) => html.push_str(&part),
                (None, Some(part)) if html.is_empty() => text.push_str(&part),
                (None, Some(part)) => html.push_str(&crate::mail::html::from_text(&part)),
                (None, None) => {}
            }
        }
        if !html.trim().is_empty() {
            piece.html = Some(html);
        } else if !text.is_empty() && piece.text.as_ref().is_none_or(|known| known.trim().is_empty()) {
            piece.text = Some(text);
        }
    }
    sorted.pieces.push(piece);
}

/// A text, and the files that are written into it.
fn text_with_files(entity: &Entity<'_>, sorted: &mut Sorted) {
    let taken = (entity.content_type == "text/plain").then(|| inline::take(&entity.bytes())).flatten();
    let Some((rest, files)) = taken else {
        sorted.pieces.push(piece(entity));
        return;
    };
    let text = flowed(entity, charset::decode(&rest, entity.charset()));
    sorted.pieces.push(Piece { text: Some(text), html: None });
    let file = |file: inline::File| tnef::File {
        name: file.name,
        content_type: None,
        content_id: None,
        bytes: file.bytes,
    };
    sorted.attachments.extend(files.into_iter().map(|one| from_envelope(file(one))));
}

fn piece(entity: &Entity<'_>) -> Piece {
    let bytes = entity.bytes();
    if entity.content_type == "text/html" {
        let said = entity.charset().map(str::to_owned).or_else(|| said_inside(&bytes));
        let text = charset::decode(&bytes, said.as_deref());
        Piece { text: None, html: Some(text) }
    } else {
        let text = charset::decode(&bytes, entity.charset());
        let text =
            if entity.content_type == ENRICHED { enriched::words(&text) } else { flowed(entity, text) };
        Piece { text: Some(text), html: None }
    }
}

/// The character set that a page names itself, where its part names none.
fn said_inside(page: &[u8]) -> Option<String> {
    const LOOKED_AT: usize = 2_048;
    let head = String::from_utf8_lossy(&page[..page.len().min(LOOKED_AT)]).to_ascii_lowercase();
    let meta = &head[head.find("<meta")?..];
    let value = meta[meta.find("charset=")? + "charset=".len()..].trim_start_matches(['"', '\'', ' ']);
    let end = value
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':'))
        .unwrap_or(value.len());
    (end > 0).then(|| value[..end].to_owned())
}

/// Shown where a mail says nothing else, and a file in any case: hardly anybody's program shows it.
const ENRICHED: &str = "text/enriched";

fn is_text(entity: &Entity<'_>) -> bool {
    let kind = entity.content_type.as_str();
    matches!(kind, "text/plain" | "text/html" | "text/markdown" | ENRICHED)
        && entity.disposition.value != "attachment"
}

fn first_text<'a, 'x>(entity: &'a Entity<'x>) -> Option<&'a Entity<'x>> {
    let here = (entity.children.is_empty() && is_text(entity)).then_some(entity);
    here.or_else(|| entity.children.iter().find_map(first_text))
}

fn is_text_body(entity: &Entity<'_>, in_related: bool) -> bool {
    let named =
        entity.disposition.parameter("filename").is_some() || entity.parameters.parameter("name").is_some();
    is_text(entity) && !named && !in_related && entity.content_type != ENRICHED
}

/// RFC 3676: soft line breaks joined, space stuffing removed.
fn flowed(entity: &Entity<'_>, text: String) -> String {
    if !entity.parameters.parameter("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed")) {
        return text;
    }
    let delete = entity.parameters.parameter("delsp").is_some_and(|value| value.eq_ignore_ascii_case("yes"));
    let mut out = String::with_capacity(text.len());
    let mut soft: Option<usize> = None;
    for (at, line) in text.lines().enumerate() {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let body = line[depth..].strip_prefix(' ').unwrap_or(&line[depth..]);
        if soft != Some(depth) {
            if at > 0 {
                out.push('\n');
            }
            if depth > 0 {
                out.push_str(&">".repeat(depth));
                out.push(' ');
            }
        }
        let is_soft = body.ends_with(' ') && body != "-- ";
        out.push_str(if is_soft && delete { &body[..body.len() - 1] } else { body });
        soft = is_soft.then_some(depth);
    }
    out
}

fn content_id(entity: &Entity<'_>) -> Option<String> {
    entity
        .fields
        .text("content-id")
        .map(|id| id.trim_matches(|c: char| matches!(c, '<' | '>') || c.is_whitespace()).to_owned())
        .filter(|id| !id.is_empty())
}

fn attachment(entity: &Entity<'_>, in_related: bool) -> Attachment {
    let bytes = native(entity, entity.bytes());
    let content_id = content_id(entity);
    let content_type = real_type(entity, &bytes);
    Attachment {
        name: file_name(entity, &bytes),
        size: bytes.len(),
        sha256: hex::encode(Sha256::digest(&bytes)),
        inline: entity.disposition.value != "attachment"
            && content_id.is_some()
            && (in_related || entity.disposition.value == "inline" || content_type.starts_with("image/")),
        content_type,
        content_id,
        signature_picture: false,
        bytes,
    }
}

/// Text sent as such has the network's line ends on the way and a system's at rest; encoded files keep every byte.
fn native(entity: &Entity<'_>, bytes: Vec<u8>) -> Vec<u8> {
    let encoding = entity.fields.text("content-transfer-encoding").unwrap_or_default().to_lowercase();
    let text = entity.content_type.starts_with("text/") || entity.content_type.starts_with("message/");
    if !text
        || ["base64", "binary", "8bit"].iter().any(|kind| encoding.starts_with(kind))
        || !bytes.contains(&b'\r')
    {
        return bytes;
    }
    let mut out = Vec::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            out.push(*byte);
        }
    }
    out
}

fn given_name<'a>(entity: &'a Entity<'_>) -> Option<&'a str> {
    let places =
        [(&entity.disposition, "filename"), (&entity.parameters, "name"), (&entity.parameters, "filename")];
    places.into_iter().filter_map(|(field, key)| field.parameter(key)).find(|given| !given.trim().is_empty())
}

fn file_name(entity: &Entity<'_>, bytes: &[u8]) -> String {
    if let Some(given) = given_name(entity) {
        return name::safe(given, &name::by_type(&entity.content_type));
    }
    if entity.content_type.starts_with("message/") {
        let fallback = nested_subject(entity, bytes)
            .or_else(|| entity.fields.text("content-description").filter(|text| !text.is_empty()));
        let extension = if entity.content_type == "message/delivery-status" { "txt" } else { "eml" };
        if let Some(stem) = fallback {
            let safe = name::safe(&stem.replace(['/', '\\'], "_"), "message");
            return format!("{}.{extension}", safe.chars().take(80).collect::<String>());
        }
        return format!("message.{extension}");
    }
    // `<image001.jpg@01CDB132.D8A510F0>`: programs that give no name put it there.
    if let Some(named) = content_id(entity)
        .and_then(|id| id.split('@').next().map(str::to_owned))
        .filter(|local| is_file_name(local))
    {
        return name::safe(&named, &name::by_type(&entity.content_type));
    }
    if let Some(location) = entity.fields.text("content-location").filter(|text| !text.contains(':')) {
        return name::safe(&location, &name::by_type(&entity.content_type));
    }
    name::by_type(&entity.content_type)
}

fn is_file_name(local: &str) -> bool {
    local.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty() && mime_guess::from_ext(extension).first_raw().is_some()
    })
}

fn nested_subject(entity: &Entity<'_>, bytes: &[u8]) -> Option<String> {
    if entity.content_type == "message/delivery-status" {
        return None;
    }
    super::header::split(bytes).0.text("subject").filter(|subject| !subject.is_empty())
}

/// The declared type, unless it says nothing and the bytes or the name say more.
fn real_type(entity: &Entity<'_>, bytes: &[u8]) -> String {
    if !matches!(
        entity.content_type.as_str(),
        "application/octet-stream" | "application/x-octet-stream" | "application/unknown" | "image/*"
    ) {
        return entity.content_type.clone();
    }
    if let Some(found) = infer::get(bytes) {
        return found.mime_type().to_owned();
    }
    let given = given_name(entity).unwrap_or("");
    // Never let a name turn bytes into something a browser would run.
    mime_guess::from_path(given)
        .first_raw()
        .filter(|guess| is_harmless(guess))
        .unwrap_or("application/octet-stream")
        .to_owned()
}

fn is_harmless(kind: &str) -> bool {
    !["html", "svg", "xml", "script"].iter().any(|word| kind.contains(word))
}
