import { Switch as Radix } from 'radix-ui'

interface Props {
  label: string
  checked: boolean
  disabledReason?: string | undefined
  onChange: (checked: boolean) => void
}

export function Switch({ label, checked, disabledReason, onChange }: Props) {
  return (
    <Radix.Root
      aria-label={label}
      title={disabledReason}
      checked={checked}
      disabled={Boolean(disabledReason)}
      onCheckedChange={onChange}
      className="inline-flex h-5 w-9 shrink-0 items-center rounded-full bg-strong-line p-0.5 transition-colors disabled:cursor-not-allowed disabled:opacity-55 data-[state=checked]:bg-accent"
    >
      <Radix.Thumb className="size-4 rounded-full bg-surface shadow transition-transform data-[state=checked]:translate-x-4" />
    </Radix.Root>
  )
}
