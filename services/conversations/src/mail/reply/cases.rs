//! Mails as the programs of many makers and languages write them: nothing but the new text is left, and never less than that.

use super::cut_text;

/// "On … wrote:" as it stands between the new text and the old; a quote or the bare old text follows.
#[rustfmt::skip]
const ATTRIBUTIONS: &[&str] = &[
    // Gmail, by the language of the account.
    "On Mon, Feb 3, 2025 at 10:00 AM Ann Example <ann@example.com> wrote:",
    "On Mon, Feb 3, 2025 at 10:00\u{202F}AM Ann Example <ann@example.com> wrote:",
    "On Mon, 3 Feb 2025, 10:00 Ann Example, <ann@example.com> wrote:",
    "Am Mo., 3. Feb. 2025 um 10:00 Uhr schrieb Ann Example <ann@example.com>:",
    "Le lun. 3 févr. 2025 à 10:00, Ann Example <ann@example.com> a écrit :",
    "El lun, 3 feb 2025 a las 10:00, Ann Example (<ann@example.com>) escribió:",
    "Il giorno lun 3 feb 2025 alle ore 10:00 Ann Example <ann@example.com> ha scritto:",
    "Em seg., 3 de fev. de 2025 às 10:00, Ann Example <ann@example.com> escreveu:",
    "Ann Example <ann@example.com> escreveu no dia segunda, 3/02/2025 à(s) 10:00:",
    "Op ma 3 feb 2025 om 10:00 schreef Ann Example <ann@example.com>:",
    "Den mån 3 feb. 2025 kl 10:00 skrev Ann Example <ann@example.com>:",
    "Den man. 3. feb. 2025 kl. 10.00 skrev Ann Example <ann@example.com>:",
    "man. 3. feb. 2025 kl. 10:00 skrev Ann Example <ann@example.com>:",
    "ma 3. helmik. 2025 klo 10.00 Ann Example (ann@example.com) kirjoitti:",
    "pon., 3 lut 2025 o 10:00 Ann Example <ann@example.com> napisał(a):",
    "po 3. 2. 2025 v 10:00 odesílatel Ann Example <ann@example.com> napsal:",
    "po 3. 2. 2025 o 10:00 Ann Example <ann@example.com> napísal(a):",
    "Ann Example <ann@example.com> ezt írta (időpont: 2025. febr. 3., H, 10:00):",
    "Pe lun., 3 feb. 2025 la 10:00, Ann Example <ann@example.com> a scris:",
    "În lun., 3 feb. 2025 la 10:00, Ann Example <ann@example.com> a scris:",
    "На пн, 3.02.2025 г. в 10:00 Ann Example <ann@example.com> написа:",
    "пн, 3 февр. 2025 г. в 10:00, Ann Example <ann@example.com>:",
    "пн, 3 лют. 2025 р. о 10:00 Ann Example <ann@example.com> пише:",
    "Στις Δευ 3 Φεβ 2025 στις 10:00 π.μ., ο χρήστης Ann Example <ann@example.com> έγραψε:",
    "Ann Example <ann@example.com>, 3 Şub 2025 Pzt, 10:00 tarihinde şunu yazdı:",
    "pon, 3. velj 2025. u 10:00 Ann Example <ann@example.com> napisao je:",
    "V V pon., 3. feb. 2025 ob 10:00 je oseba Ann Example <ann@example.com> napisala:",
    "пон, 3. феб 2025. у 10:00 Ann Example <ann@example.com> је написао/ла:",
    "Kuupäev E, 3. veebruar 2025 kell 10:00 kirjutas Ann Example <ann@example.com>:",
    "pirmd., 2025. g. 3. febr., plkst. 10:00 — lietotājs Ann Example (<ann@example.com>) rakstīja:",
    "2025-02-03, pr, 10:00 Ann Example <ann@example.com> rašė:",
    "Vào Th 2, 3 thg 2, 2025 vào lúc 10:00 Ann Example <ann@example.com> đã viết:",
    "Pada Sen, 3 Feb 2025 pukul 10.00 Ann Example <ann@example.com> menulis:",
    "ในวันที่ จ. 3 ก.พ. 2025 เวลา 10:00 Ann Example <ann@example.com> เขียนว่า:",
    "2025年2月3日(月) 10:00 Ann Example <ann@example.com>:",
    "2025年2月3日(月) 10:00 山田太郎 <ann@example.com>:",
    "Ann Example <ann@example.com> 于2025年2月3日周一 10:00写道：",
    "Ann Example <ann@example.com> 於 2025年2月3日 週一 上午10:00寫道：",
    "2025년 2월 3일 (월) 오전 10:00, Ann Example <ann@example.com>님이 작성:",
    "\u{202B}בתאריך יום ב׳, 3 בפבר׳ 2025 ב-10:00 מאת \u{202A}Ann Example\u{202C}\u{200F} <\u{202A}ann@example.com\u{202C}\u{200F}>:\u{202C}",
    "في الاثنين، 3 فبراير 2025 في 10:00 ص تمت كتابة ما يلي بواسطة Ann Example <ann@example.com>:",
    "El dl., 3 de febr. 2025, 10:00, Ann Example <ann@example.com> va escriure:",
    // Wrapped by the program, anywhere.
    "On Mon, Feb 3, 2025 at 10:00 AM Ann Example via Some Long List Name <\nlist-discuss@lists.example.com> wrote:",
    "On Mon, Feb 3, 2025 at 10:00 AM Example, Ann (Sales Department, Northern Region)\n<ann@example.com>\nwrote:",
    "Am Mo., 3. Feb. 2025 um 10:00 Uhr schrieb Ann Example <\nann@example.com>:",
    "Le lun. 3 févr. 2025 à 10:00, Ann Example <ann@example.com>\na écrit :",
    "El lun, 3 feb 2025 a las 10:00, Ann Example (<ann@example.com>)\nescribió:",
    "Em seg., 3 de fev. de 2025 às 10:00, Ann Example <ann@example.com>\nescreveu:",
    "Am Mo., 3. Feb. 2025 um 10:00 Uhr schrieb\nAnn Example\n<ann@example.com>:",
    // Apple Mail and the iPhone.
    "On Feb 3, 2025, at 10:00 AM, Ann Example <ann@example.com> wrote:",
    "On 3 Feb 2025, at 10:00, Ann Example <ann@example.com> wrote:",
    "> On Feb 3, 2025, at 10:00 AM, Ann Example <ann@example.com> wrote:",
    "> Am 03.02.2025 um 10:00 schrieb Ann Example <ann@example.com>:",
    "Am 03.02.2025 um 10:00 schrieb Ann Example <ann@example.com>:",
    "Le 3 févr. 2025 à 10:00, Ann Example <ann@example.com> a écrit :",
    "El 3 feb 2025, a las 10:00, Ann Example <ann@example.com> escribió:",
    "Il giorno 3 feb 2025, alle ore 10:00, Ann Example <ann@example.com> ha scritto:",
    "No dia 3 de fev. de 2025, às 10:00, Ann Example <ann@example.com> escreveu:",
    "Em 3 de fev. de 2025, à(s) 10:00, Ann Example <ann@example.com> escreveu:",
    "Op 3 feb 2025, om 10:00 heeft Ann Example <ann@example.com> het volgende geschreven:",
    "3 feb. 2025 kl. 10:00 skrev Ann Example <ann@example.com>:",
    "Den 3. feb. 2025 kl. 10.00 skrev Ann Example <ann@example.com>:",
    "3. feb. 2025 kl. 10:00 skrev Ann Example <ann@example.com>:",
    "Ann Example <ann@example.com> kirjoitti 3.2.2025 kello 10.00:",
    "Wiadomość napisana przez Ann Example <ann@example.com> w dniu 3 lut 2025, o godz. 10:00:",
    "3. 2. 2025 v 10:00, Ann Example <ann@example.com>:",
    "3 февр. 2025 г., в 10:00, Ann Example <ann@example.com> написал(а):",
    "3 лют. 2025 р. о 10:00 Ann Example <ann@example.com> пише:",
    "Ann Example <ann@example.com> şunları yazdı (3 Şub 2025 10:00):",
    "2025/02/03 10:00、Ann Example <ann@example.com>のメール:",
    "2025/02/03 午前10:00、Ann Example <ann@example.com>のメール：",
    "在 2025年2月3日，10:00，Ann Example <ann@example.com> 写道：",
    "Ann Example <ann@example.com> 於 2025年2月3日 上午10:00 寫道：",
    "2025. 2. 3. 오전 10:00, Ann Example <ann@example.com> 작성:",
    // Thunderbird.
    "On 2/3/25 10:00, Ann Example wrote:",
    "On 03/02/2025 10:00, Example, Ann wrote:",
    "Am 03.02.25 um 10:00 schrieb Ann Example:",
    "Am 03.02.2025 10:00, schrieb Ann Example:",
    "Le 03/02/2025 à 10:00, Ann Example a écrit :",
    "El 3/2/25 a las 10:00, Ann Example escribió:",
    "Il 03/02/2025 10:00, Ann Example ha scritto:",
    "Em 03/02/2025 10:00, Ann Example escreveu:",
    "Às 10:00 de 03/02/2025, Ann Example escreveu:",
    "Op 3-2-2025 om 10:00 schreef Ann Example:",
    "Den 2025-02-03 kl. 10:00, skrev Ann Example:",
    "Den 03.02.2025 10:00, skrev Ann Example:",
    "W dniu 3.02.2025 o 10:00, Ann Example pisze:",
    "Dne 03. 02. 25 v 10:00 Ann Example napsal(a):",
    "03.02.2025 10:00, Ann Example пишет:",
    "03.02.25 10:00, Ann Example пише:",
    "2025. 02. 03. 10:00 keltezéssel, Ann Example írta:",
    "Στις 3/2/25 10:00, ο/η Ann Example έγραψε:",
    "3.02.2025 10:00 tarihinde Ann Example yazdı:",
    "On 2025/02/03 10:00, Ann Example wrote:",
    "在 2025/2/3 10:00, Ann Example 写道:",
    "Ann Example 於 2025/2/3 上午 10:00 寫道:",
    "25. 2. 3. 10:00에 Ann Example 이(가) 쓴 글:",
    "Ann Example wrote on 03.02.2025 10:00:",
    "Ann Example schrieb am 03.02.2025 um 10:00:",
    // Web mailers and the rest.
    "On Monday, February 3, 2025 at 10:00:00 AM GMT+1, Ann Example <ann@example.com> wrote:",
    "On Monday, February 3rd, 2025 at 10:00 AM, Ann Example <ann@example.com> wrote:",
    "Am Montag, 3. Februar 2025 um 10:00:00 MEZ hat Ann Example <ann@example.com> Folgendes geschrieben:",
    "Le lundi 3 février 2025 à 10:00:00 UTC+1, Ann Example <ann@example.com> a écrit :",
    "El lunes, 3 de febrero de 2025, 10:00:00 CET, Ann Example <ann@example.com> escribió:",
    "Il lunedì 3 febbraio 2025 alle ore 10:00:00 CET, Ann Example <ann@example.com> ha scritto:",
    "Em segunda-feira, 3 de fevereiro de 2025 10:00:00 BRT, Ann Example <ann@example.com> escreveu:",
    "Gesendet: Montag, 03. Februar 2025 um 10:00 Uhr\nVon: \"Ann Example\" <ann@example.com>\nAn: bob@example.com\nBetreff: Frage",
    "---- On Mon, 03 Feb 2025 10:00:00 +0100 Ann Example <ann@example.com> wrote ---",
    "---- Le lun. 03 févr. 2025 10:00:00 +0100 Ann Example <ann@example.com> a écrit ----",
    "------- Original Message -------\nOn Monday, February 3rd, 2025 at 10:00 AM, Ann Example <ann@example.com> wrote:",
    "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Monday, February 3, 2025 10:00 AM, Ann Example <ann@example.com> wrote:",
    "Ann Example <ann@example.com> hat am 03.02.2025 10:00 CET geschrieben:",
    "> Ann Example <ann@example.com> hat am 03.02.2025 10:00 CET geschrieben:",
    "Zitat von Ann Example <ann@example.com>:",
    "Quoting Ann Example <ann@example.com>:",
    "Citando Ann Example <ann@example.com>:",
    "At 10:00 AM 2/3/2025 +0100, Ann Example wrote:",
    "Ann Example <ann@example.com> writes:",
    "* Ann Example <ann@example.com> [2025-02-03 10:00]:",
    "On Mon, Feb 03, 2025 at 10:00:00AM +0100, Ann Example wrote:",
    "Понедельник, 3 февраля 2025, 10:00 +03:00 от Ann Example <ann@example.com>:",
    "03.02.2025, 10:00, \"Ann Example\" <ann@example.com>:",
    "在 2025-02-03 10:00:00，\"Ann Example\" <ann@example.com> 写道：",
    "At 2025-02-03 10:00:00, \"Ann Example\" <ann@example.com> wrote:",
];

/// Blocks of header lines; the lines are divided by `|`.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "From: Ann Example <ann@example.com>|Sent: Monday, February 3, 2025 10:00 AM|To: Bob <bob@example.com>|Cc: Eve <eve@example.com>|Subject: RE: Question",
    "From: Ann Example <ann@example.com> |Date: Monday, 3 February 2025 at 10:00|To: Bob <bob@example.com>|Subject: Re: Question",
    "________________________________|From: Ann Example <ann@example.com>|Sent: Monday, February 3, 2025 10:00 AM|To: Bob|Subject: Re: Question",
    "*From:* Ann Example <ann@example.com>|*Sent:* Monday|*To:* Bob|*Subject:* Re: Question",
    "Von: Ann Example <ann@example.com>|Gesendet: Montag, 3. Februar 2025 10:00|An: Bob <bob@example.com>|Betreff: AW: Frage",
    "Von: Ann Example <ann@example.com>|Datum: Montag, 3. Februar 2025 um 10:00|An: Bob <bob@example.com>|Betreff: Re: Frage",
    "De : Ann Example <ann@example.com>|Envoyé : lundi 3 février 2025 10:00|À : Bob <bob@example.com>|Objet : RE: Question",
    "De : Ann Example <ann@example.com>|Date : lundi, 3 février 2025 à 10:00|À : Bob|Objet : Re: Question",
    "De: Ann Example <ann@example.com>|Enviado: lunes, 3 de febrero de 2025 10:00|Para: Bob|Asunto: RE: Pregunta",
    "De: Ann Example <ann@example.com>|Enviada em: segunda-feira, 3 de fevereiro de 2025 10:00|Para: Bob|Assunto: RES: Pergunta",
    "De: Ann Example|Enviado: 3 de fevereiro de 2025|Para: Bob|Assunto: RE: Pergunta",
    "Da: Ann Example <ann@example.com>|Inviato: lunedì 3 febbraio 2025 10:00|A: Bob|Oggetto: R: Domanda",
    "Van: Ann Example <ann@example.com>|Verzonden: maandag 3 februari 2025 10:00|Aan: Bob|Onderwerp: RE: Vraag",
    "Från: Ann Example <ann@example.com>|Skickat: den 3 februari 2025 10:00|Till: Bob|Ämne: SV: Fråga",
    "Fra: Ann Example <ann@example.com>|Sendt: 3. februar 2025 10:00|Til: Bob|Emne: SV: Spørgsmål",
    "Fra: Ann Example <ann@example.com>|Sendt: mandag 3. februar 2025 10:00|Til: Bob|Kopi: Eve|Emne: SV: Spørsmål",
    "Lähettäjä: Ann Example <ann@example.com>|Lähetetty: maanantai 3. helmikuuta 2025 10.00|Vastaanottaja: Bob|Aihe: VS: Kysymys",
    "Od: Ann Example <ann@example.com>|Wysłano: poniedziałek, 3 lutego 2025 10:00|Do: Bob|Temat: Odp: Pytanie",
    "Od: Ann Example <ann@example.com>|Odesláno: pondělí 3. února 2025 10:00|Komu: Bob|Předmět: RE: Otázka",
    "Od: Ann Example <ann@example.com>|Odoslané: pondelok 3. februára 2025 10:00|Komu: Bob|Predmet: RE: Otázka",
    "Feladó: Ann Example <ann@example.com>|Elküldve: 2025. február 3., hétfő 10:00|Címzett: Bob|Tárgy: RE: Kérdés",
    "De la: Ann Example <ann@example.com>|Trimis: luni, 3 februarie 2025 10:00|Către: Bob|Subiect: RE: Întrebare",
    "От: Ann Example <ann@example.com>|Отправлено: понедельник, 3 февраля 2025 г. 10:00|Кому: Bob|Тема: RE: Вопрос",
    "Від: Ann Example <ann@example.com>|Надіслано: понеділок, 3 лютого 2025 р. 10:00|Кому: Bob|Тема: RE: Питання",
    "От: Ann Example <ann@example.com>|Изпратено: понеделник, 3 февруари 2025 г. 10:00|До: Bob|Относно: RE: Въпрос",
    "Από: Ann Example <ann@example.com>|Στάλθηκε: Δευτέρα, 3 Φεβρουαρίου 2025 10:00|Προς: Bob|Θέμα: RE: Ερώτηση",
    "Kimden: Ann Example <ann@example.com>|Gönderildi: 3 Şubat 2025 Pazartesi 10:00|Kime: Bob|Konu: YNT: Soru",
    "Šalje: Ann Example <ann@example.com>|Poslano: 3. veljače 2025. 10:00|Prima: Bob|Predmet: RE: Pitanje",
    "Od: Ann Example <ann@example.com>|Poslano: ponedeljek, 03. februar 2025 10:00|Za: Bob|Zadeva: RE: Vprašanje",
    "From: Ann Example <ann@example.com>|Sent: Monday|To: Bob|Importance: High|Subject: RE: Question",
    "差出人: Ann Example <ann@example.com>|送信日時: 2025年2月3日 10:00|宛先: Bob|件名: RE: 質問",
    "发件人: Ann Example <ann@example.com>|发送时间: 2025年2月3日 10:00|收件人: Bob|主题: 答复: 问题",
    "寄件者: Ann Example <ann@example.com>|寄件日期: 2025年2月3日 上午 10:00|收件者: Bob|主旨: RE: 問題",
    "보낸 사람: Ann Example <ann@example.com>|보낸 날짜: 2025년 2월 3일 월요일 오전 10:00|받는 사람: Bob|제목: RE: 질문",
    "Từ: Ann Example <ann@example.com>|Đã gửi: Thứ Hai|Đến: Bob|Chủ đề: RE: x",
    "Dari: Ann Example <ann@example.com>|Dikirim: Senin|Kepada: Bob|Perihal: RE: x",
    "מאת: Ann Example <ann@example.com>|נשלח: יום שני|אל: Bob|נושא: RE: x",
    "من: Ann Example <ann@example.com>|تم الإرسال: الاثنين|إلى: Bob|الموضوع: RE: x",
    // Lotus Notes, Zimbra, GroupWise, Android, marked quotes.
    "From:   Ann Example <ann@example.com>|To:     Bob/Company@Company|Date:   02/03/2025 10:00 AM|Subject:        Re: Question",
    "Von:    Ann Example/Firma/DE|An:     Bob/Firma/DE@Firma|Datum:  03.02.2025 10:00|Betreff:        Frage",
    "De: \"Ann Example\" <ann@example.com>|À: \"Bob\" <bob@example.com>|Envoyé: Lundi 3 Février 2025 10:00:00|Objet: Question",
    "-------- Original message --------|From: Ann Example <ann@example.com>|Date: 03/02/2025 10:00 (GMT+01:00)|To: Bob|Subject: Question",
    "-------- Ursprüngliche Nachricht --------|Von: Ann Example <ann@example.com>|Datum: 03.02.25 10:00 (GMT+01:00)|An: Bob|Betreff: Frage",
    "-------- Message d'origine --------|De : Ann Example <ann@example.com>|Date : 03/02/2025 10:00 (GMT+01:00)|À : Bob|Objet : Question",
    "-----Original Message-----|From: Ann|Sent: Monday|To: Bob|Subject: x",
    "----- Original Message -----|From: Ann|To: Bob|Sent: Monday|Subject: x",
    "----- Reply message -----|From: \"Ann Example\" <ann@example.com>|To: <bob@example.com>|Subject: Question|Date: Mon, Feb 3, 2025 10:00",
    "-------Original Message-------|From: Ann|Date: 3/2/2025|To: Bob|Subject: x",
];

/// Drawn or spoken lines by themselves: what is below is old.
#[rustfmt::skip]
const MARKERS: &[&str] = &[
    "-----Original Message-----", "----- Original Message -----", "-------- Original Message --------", "-----Ursprüngliche Nachricht-----", "-----Originalnachricht-----", "-----Message d'origine-----", "-----Message d’origine-----", "-----Mensaje original-----", "-----Mensagem original-----", "-----Mensagem Original-----",
    "-----Messaggio originale-----", "-----Oorspronkelijk bericht-----", "-----Ursprungligt meddelande-----", "-----Originalmeddelande-----", "-----Oprindelig meddelelse-----", "-----Opprinnelig melding-----", "-----Alkuperäinen viesti-----", "-----Wiadomość oryginalna-----", "-----Původní zpráva-----", "-----Pôvodná správa-----", "-----Eredeti üzenet-----", "-----Mesaj original-----",
    "-----Исходное сообщение-----", "-----Оригінальне повідомлення-----", "-----Оригинално съобщение-----", "-----Αρχικό μήνυμα-----", "-----Özgün İleti-----", "-----Orijinal Mesaj-----", "-----Izvorna poruka-----", "-----Izvirno sporočilo-----", "-----元のメッセージ-----", "-----邮件原件-----", "-----原始邮件-----", "-----原始郵件-----", "-----원본 메시지-----", "-----Tin nhắn gốc-----",
    "---------- Forwarded message ---------", "---------- Weitergeleitete Nachricht ---------", "Begin forwarded message:", "Anfang der weitergeleiteten Nachricht:", "Début du message réexpédié :", "------------------ 原始邮件 ------------------", "##- Please type your reply above this line -##", "-- Reply above this line --",
    "--- Original-Nachricht ---", "========= Original Message =========",
];

/// Lines programs add below a letter.
#[rustfmt::skip]
const FOOTERS: &[&str] = &[
    "Sent from my iPhone", "Sent from my iPad", "Sent from my Galaxy", "Sent from my Samsung Galaxy smartphone.", "Sent from my Verizon, Samsung Galaxy smartphone", "Sent from my T-Mobile 4G LTE Device", "Sent from my Android phone with mail.com Mail. Please excuse my brevity.", "Sent from my BlackBerry 10 smartphone.", "Sent from my Huawei Mobile", "Sent from my Windows Phone", "Sent from Mail for Windows 10", "Sent from Outlook for iOS", "Sent from Yahoo Mail for iPhone", "Sent from the all new AOL app for iOS", "Get Outlook for Android", "Get Outlook for iOS", "Get BlueMail for Android", "Sent with Proton Mail secure email.", "Sent with ProtonMail Secure Email.", "Sent from Proton Mail for iOS", "Sent via Superhuman", "Sent from Gmail Mobile", "Sent from my mobile device", "Sent from Front", "Sent from a mobile device, please excuse typos.",
    "Von meinem iPhone gesendet", "Von meinem iPad gesendet", "Von meinem Samsung Galaxy Smartphone gesendet.", "Gesendet von meinem Galaxy", "Gesendet von Mail für Windows", "Gesendet von Outlook für iOS", "Outlook für iOS beziehen", "Outlook für Android herunterladen", "Von meinem Huawei-Mobiltelefon gesendet", "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.", "Gesendet mit der WEB.DE Mail App", "Gesendet mit der Telekom Mail App", "Gesendet von Yahoo Mail auf Android",
    "Envoyé de mon iPhone", "Envoyé depuis mon smartphone Samsung Galaxy.", "Envoyé à partir de Outlook pour iOS", "Envoyé à partir de Courrier pour Windows", "Télécharger Outlook pour iOS", "Obtenez Outlook pour Android", "Envoyé de mon mobile", "Envoyé depuis l'application Mail Orange", "Envoyé avec la messagerie sécurisée Proton Mail.",
    "Enviado desde mi iPhone", "Enviado desde mi Galaxy", "Enviado desde Outlook para Android", "Enviado desde Correo para Windows", "Obtener Outlook para iOS", "Descargar Outlook para iOS", "Enviado do meu iPhone", "Enviado do meu Galaxy", "Enviado do Email para Windows", "Obter o Outlook para iOS", "Enviado do Yahoo Mail no Android", "Enviat des del meu iPhone",
    "Inviato da iPhone", "Inviato da Outlook per iOS", "Inviato dal mio Galaxy", "Inviato da Posta per Windows", "Scarica Outlook per iOS", "Ottieni Outlook per Android", "Inviato da Yahoo Mail su Android", "Inviato da Libero Mail", "Verstuurd vanaf mijn iPhone", "Verzonden vanaf mijn Galaxy", "Verzonden vanuit Mail voor Windows", "Outlook voor Android downloaden", "Outlook voor iOS ophalen", "Verzonden met Proton Mail beveiligde e-mail.",
    "Skickat från min iPhone", "Skickades från min iPhone", "Skickat från Outlook för iOS", "Hämta Outlook för iOS", "Skickat från E-post för Windows", "Sendt fra min iPhone", "Sendt fra min Galaxy", "Sendt fra Outlook til iOS", "Hent Outlook til iOS", "Skaffa Outlook för Android", "Få Outlook for iOS", "Lähetetty iPhonesta", "Lähetetty laitteesta Galaxy", "Hanki Outlook for iOS", "Hae Outlook for Android",
    "Wysłane z iPhone'a", "Wysłano z iPhone'a", "Wysłane z telefonu Samsung", "Pobierz aplikację Outlook dla systemu iOS", "Odesláno z iPhonu", "Odesláno z iPhone", "Získat Outlook pro iOS", "Odoslané z iPhonu", "Získajte Outlook pre iOS", "Poslano s mog iPhonea", "Poslano z mojega iPhone", "Poslato sa mog iPhone-a", "Az iPhone-omról küldve", "Elküldve az iPhone készülékemről", "Trimis de pe iPhone-ul meu",
    "Отправлено с iPhone", "Отправлено с моего iPhone", "Отправлено из Outlook для iOS", "Отправлено из мобильной Почты Mail", "Скачать Outlook для iOS", "Получить Outlook для Android", "Надіслано з iPhone", "Відправлено з iPhone", "Изпратено от iPhone", "Изпратено от моя iPhone", "Στάλθηκε από το iPhone μου", "iPhone'umdan gönderildi", "iOS için Outlook'u edinin", "Windows için Posta ile gönderildi", "Samsung Galaxy'imden gönderildi",
    "iPhoneから送信", "私のiPhoneから送信", "iOS 版 Outlook を入手", "发自我的iPhone", "发自我的小米手机", "从我的iPhone发送", "從我的 iPhone 傳送", "从 Windows 版邮件发送", "获取 Outlook for iOS", "取得 iOS 版 Outlook", "나의 iPhone에서 보냄", "내 iPhone에서 보냄", "Gửi từ iPhone của tôi", "Dikirim dari iPhone saya", "ส่งจาก iPhone ของฉัน", "נשלח מה-iPhone שלי", "تم الإرسال من الـ iPhone الخاص بي", "أُرسلت من الـ iPhone", "Saadetud minu iPhone'ist", "Nosūtīts no mana iPhone", "Išsiųsta iš mano iPhone",
];

fn check(text: &str, want: &str, wrong: &mut Vec<String>) {
    let cut = cut_text(text);
    if cut.reply != want {
        wrong.push(format!("--- {text}\n=== got {:?}", cut.reply));
    }
}

fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_announcements_of_many_programs_in_many_languages_end_the_new_text() {
    let mut wrong = Vec::new();
    for line in ATTRIBUTIONS {
        check(
            &format!("It works now, thanks.\n\n{line}\n\n> old one\n> old two\n"),
            "It works now, thanks.",
            &mut wrong,
        );
        check(
            &format!("It works now, thanks.\nBob\n\n{line}\n>\n> old one\n>> older\n"),
            "It works now, thanks.\nBob",
            &mut wrong,
        );
    }
    none(wrong);
}

#[test]
fn the_header_blocks_of_many_programs_in_many_languages_end_the_new_text() {
    let mut wrong = Vec::new();
    for block in BLOCKS {
        let lines = block.replace('|', "\n");
        check(
            &format!("It works now.\n\nRegards\nBob\n\n{lines}\n\nHello Bob,\n\nold text\n"),
            "It works now.\n\nRegards\nBob",
            &mut wrong,
        );
        let quoted = lines.replace('\n', "\n> ");
        check(&format!("It works now.\n\n> {quoted}\n>\n> old text\n"), "It works now.", &mut wrong);
    }
    none(wrong);
}

#[test]
fn drawn_lines_and_footers_in_many_languages_are_no_new_text() {
    let mut wrong = Vec::new();
    for marker in MARKERS {
        check(&format!("It works now.\n\n{marker}\n\nold text\nwith more\n"), "It works now.", &mut wrong);
    }
    for footer in FOOTERS {
        check(&format!("It works now.\n\n{footer}\n"), "It works now.", &mut wrong);
        check(
            &format!(
                "It works now.\n\n{footer}\n\nOn Mon, 3 Feb 2025 at 10:00, Ann <ann@example.com> wrote:\n> old\n"
            ),
            "It works now.",
            &mut wrong,
        );
    }
    none(wrong);
}

#[test]
fn a_language_nobody_taught_it_is_known_by_the_quote_below() {
    let mut wrong = Vec::new();
    for line in [
        "Lundon, la 3-an de februaro 2025 10:00, Ann Example <ann@example.com> skribis:",
        "Di Rebendan 03.02.2025 10:00 Ann Example <ann@example.com> nivîsand:",
    ] {
        check(&format!("It works now.\n\n{line}\n\n> old one\n> old two\n"), "It works now.", &mut wrong);
    }
    none(wrong);
}

#[test]
fn answers_between_and_below_quotes_stay() {
    let cases = [
        (
            "On Mon, 3 Feb 2025 at 10:00, Ann <ann@example.com> wrote:\n> Does it work?\n\nYes, it does.\n\nBob",
            "Yes, it does.\n\nBob",
        ),
        (
            "Hi Ann,\n\nOn Mon, 3 Feb 2025 at 10:00, Ann <ann@example.com> wrote:\n> Does it work?\n\nYes.\n\n> And the other?\n\nNo.\n\n> Regards\n> Ann",
            "Hi Ann,\n\n> Does it work?\n\nYes.\n\n> And the other?\n\nNo.",
        ),
        ("> Does it work?\nYes.\n> And the other?\nNo.", "> Does it work?\nYes.\n> And the other?\nNo."),
        ("Am 03.02.25 um 10:00 schrieb Ann:\n> Geht es?\n\nJa.\n\n-- \nBob\nTel 1", "Ja."),
        (
            "See my answers below.\n\nLe 03/02/2025 à 10:00, Ann a écrit :\n> Un ?\nOui.\n\n> Deux ?\n\nNon.",
            "See my answers below.\n\n> Un ?\nOui.\n\n> Deux ?\n\nNon.",
        ),
    ];
    let mut wrong = Vec::new();
    for (text, want) in cases {
        check(text, want, &mut wrong);
    }
    none(wrong);
}

#[test]
fn what_people_write_themselves_stays_whole() {
    let cases = [
        "From: the warehouse\nTo: the shop\n\nThat is the way the parcel went.",
        "On Monday I wrote: please call me.\nNobody did.",
        "On 3 February at 10:00 Ann wrote: \"it is broken\".\nWhat now?",
        "I was told the following on 03.02.2025:\n\nthe device is to be replaced.",
        "Am 3. Februar 2025 habe ich geschrieben.\nSeitdem warte ich.",
        "Le 3 février 2025 j'ai écrit au service.\nPas de réponse.",
        "Subject: the lamp\n\nIt flickers.",
        "Name: Ann\nTo: 10 pieces\nDate: 3 May\nPlace: Berlin",
        "Sent from the warehouse in Berlin, the parcel never came.\nWhere is it?",
        "Sent from my address on Monday, the parcel has not arrived yet. Could you check please?",
        "Gesendet habe ich das Paket am Montag.\nEs kam nie an.",
        "Get Outlook for me, please: the licence is missing.\nThanks",
        "Thanks,\nI will try.\n\nOne more thing: where is the key?",
        "Best regards to your team!\n\nThe next question: how do I log in?",
        "Options:\n\n---\n\none\n\n---\n\ntwo\n\nthree\n\nfour\n\nfive\n\nsix\n\nseven\n\neight\n\nnine\n\nten",
        "a >= b\n> 5 is what I want\n\nOk?",
        "The log says:\n\n2025-02-03 10:00:00 error in ann@example.com:\nconnection lost\n\nWhat does it mean?",
        "Please look at the original message I sent.\nIt is all in there.",
        "--verbose does not work.\nWhy?",
        "C> dir\nshows nothing.\nWhy?",
        "The error was: Message d'origine\nWhat is that?",
        "Ann wrote me yesterday that it works. Ben said: it does not.\nWho is right?",
        "Meeting 3.2.2025 10:00, Ann Example <ann@example.com> and me.\nIs that ok?",
        "To: be or not\nRe: to be",
        "The table:\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "The prompt shows\nC> dir",
        "Steps\n-----\n1. I open the door.\n2. It falls.\nWhy?",
        "Two things.\n\n---\n\nThe second one: where is the key? I have looked everywhere.",
        "1. open\n2. close\n\n10:00 Ann wrote: ok\n10:05 Bob wrote: not ok\n\nWhich one?",
    ];
    let mut wrong = Vec::new();
    for text in cases {
        check(text, text, &mut wrong);
    }
    none(wrong);
}

#[test]
fn every_line_is_either_kept_or_foldable() {
    let all = ATTRIBUTIONS
        .iter()
        .map(|line| format!("new\n\n{line}\n> old\n\nbelow\n\n-- \nBob"))
        .chain(BLOCKS.iter().map(|block| format!("new\n\n{}\n\nold", block.replace('|', "\n"))));
    for text in all {
        let cut = cut_text(&text);
        let mut left: Vec<&str> = cut.reply.lines().chain(cut.quoted.lines()).collect();
        for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
            let at = left.iter().position(|known| known.trim() == line.trim());
            assert!(at.is_some(), "{line:?} of {text:?} is lost");
            left.swap_remove(at.unwrap_or(0));
        }
    }
}
