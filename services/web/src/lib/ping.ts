// A short sound, for what should be looked at soon.

const apartMs = 1000

let last = -apartMs

/** Two soft notes, and once where several things happen together. A page that nobody has touched yet may make no sound: then there is none. */
export function ping(): void {
  if (performance.now() - last < apartMs) return
  last = performance.now()
  const context = new AudioContext()
  const volume = context.createGain()
  volume.gain.setValueAtTime(0.08, context.currentTime)
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.4)
  volume.connect(context.destination)
  for (const [hertz, after] of [[660, 0], [880, 0.12]] as const) {
    const note = context.createOscillator()
    note.frequency.value = hertz
    note.connect(volume)
    note.start(context.currentTime + after)
    note.stop(context.currentTime + 0.4)
  }
  setTimeout(() => void context.close(), 600)
}
