import { Widget_Position } from '~/gen/tandem/conversations/v1/widgets_service_pb'
import { Field } from '~/ui/Field'
import { inputLook, textareaLook } from '~/ui/input'
import { Section } from '~/ui/Section'
import { positions, text } from './text'
import type { SectionProps } from './widgetForm'

/** How it looks and what it says. */
export function LookSection({ widget, change, problem }: SectionProps) {
  return (
    <Section title={text.look}>
      <Field label={text.name} hint={text.nameHint} problem={problem('name')}>
        <input required maxLength={200} value={widget.name} onChange={(event) => change({ name: event.target.value })} className={inputLook} />
      </Field>
      <div className="grid gap-3 sm:grid-cols-[1fr_6rem_10rem]">
        <Field label={text.windowTitle} hint={text.windowTitleHint} problem={problem('title')}>
          <input maxLength={100} value={widget.title} onChange={(event) => change({ title: event.target.value })} className={inputLook} />
        </Field>
        <Field label={text.color} problem={problem('color')}>
          <input type="color" value={widget.color} onChange={(event) => change({ color: event.target.value })} className={`${inputLook} p-1`} />
        </Field>
        <Field label={text.position}>
          <select value={widget.position} onChange={(event) => change({ position: Number(event.target.value) })} className={inputLook}>
            {[Widget_Position.END, Widget_Position.START].map((position) => (
              <option key={position} value={position}>
                {positions[position]}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <Field label={text.greeting} hint={text.greetingHint} problem={problem('greeting')}>
        <textarea maxLength={2000} value={widget.greeting} onChange={(event) => change({ greeting: event.target.value })} className={textareaLook} />
      </Field>
      <Field label={text.offline} hint={text.offlineHint} problem={problem('offline_text')}>
        <textarea maxLength={2000} value={widget.offlineText} onChange={(event) => change({ offlineText: event.target.value })} className={textareaLook} />
      </Field>
    </Section>
  )
}
