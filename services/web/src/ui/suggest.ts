// What is offered while somebody types after a sign such as "@" or "/".
import { Extension } from '@tiptap/react'
import { PluginKey } from '@tiptap/pm/state'
import { Suggestion, type SuggestionProps } from '@tiptap/suggestion'
import type { Choice } from './Picker'

export interface Trigger {
  /** What is typed first. */
  char: string
  label: string
  choices: (query: string) => Choice[] | Promise<Choice[]>
  /** HTML that takes the place of what was typed. */
  insert: (choice: Choice) => string | Promise<string>
}

export interface Offered {
  label: string
  choices: Choice[]
  rect: DOMRect | null
  pick: (choice: Choice) => void
}

/** Tells `show` what to offer, and asks `press` what a key does there. */
export function suggest(trigger: Trigger, show: (offered: Offered | undefined) => void, press: (event: KeyboardEvent) => boolean) {
  const offer = (props: SuggestionProps<Choice>) =>
    show({ label: trigger.label, choices: props.items, rect: props.clientRect?.() ?? null, pick: props.command })
  return Extension.create({
    name: `suggest${trigger.char}`,
    addProseMirrorPlugins() {
      return [
        Suggestion<Choice, Choice>({
          editor: this.editor,
          pluginKey: new PluginKey(`suggest${trigger.char}`),
          char: trigger.char,
          items: ({ query }) => trigger.choices(query),
          command: ({ editor, range, props }) => {
            editor.chain().focus().deleteRange(range).run()
            void Promise.resolve(trigger.insert(props)).then((html) => editor.chain().focus().insertContent(html).run())
          },
          render: () => ({ onStart: offer, onUpdate: offer, onKeyDown: ({ event }) => press(event), onExit: () => show(undefined) }),
        }),
      ]
    },
  })
}
