// What the choices of a mailbox and of the mail rules are called.
import { Auth, CopyPolicy, ImapSource_After, Security, TestMailboxResponse_Check_Part } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'

export const securities: Record<Security, string> = {
  [Security.UNSPECIFIED]: 'TLS',
  [Security.TLS]: 'TLS',
  [Security.STARTTLS]: 'STARTTLS',
  [Security.NONE]: 'Not encrypted',
}

export const auths: Record<Auth, string> = {
  [Auth.UNSPECIFIED]: 'Password',
  [Auth.PASSWORD]: 'Password',
  [Auth.XOAUTH2]: 'OAuth 2.0',
}

export const afters: Record<ImapSource_After, string> = {
  [ImapSource_After.UNSPECIFIED]: 'stays as it is',
  [ImapSource_After.KEEP]: 'stays as it is',
  [ImapSource_After.MOVE]: 'is moved to a folder',
  [ImapSource_After.DELETE]: 'is deleted',
}

export const copyPolicies: Record<CopyPolicy, string> = {
  [CopyPolicy.UNSPECIFIED]: 'As the mail rules say',
  [CopyPolicy.FOLLOW]: 'Follow the conversation',
  [CopyPolicy.IGNORE]: 'Are not added',
}

export const parts: Record<TestMailboxResponse_Check_Part, string> = {
  [TestMailboxResponse_Check_Part.UNSPECIFIED]: '',
  [TestMailboxResponse_Check_Part.IMAP]: 'Fetching',
  [TestMailboxResponse_Check_Part.RELAY]: 'Sending',
  [TestMailboxResponse_Check_Part.DKIM]: 'Signature',
}
