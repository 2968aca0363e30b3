/** Keys to press, as they stand on the keyboard. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-1">
      {keys.split(/\+(?=.)/).map((key) => (
        <kbd key={key} className="min-w-5 rounded border border-line bg-canvas px-1 text-center font-sans text-xs text-soft">
          {names[key] ?? key.toUpperCase()}
        </kbd>
      ))}
    </span>
  )
}

const names: Record<string, string> = { mod: 'Ctrl', alt: 'Alt', ArrowDown: '↓', ArrowUp: '↑', ' ': 'Space', Escape: 'Esc', Enter: '↵', '/': '/', '?': '?' }
