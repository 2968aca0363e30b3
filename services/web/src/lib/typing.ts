// When something was typed last: an editor hears of it a moment later, and must not be taken away in between.
const momentMs = 100

let last = -momentMs

document.addEventListener(
  'beforeinput',
  () => {
    last = performance.now()
  },
  true,
)

/** Waits until whatever was typed has been heard. */
export async function pauseInTyping(): Promise<void> {
  for (let wait = left(); wait > 0; wait = left()) {
    const moment = wait
    await new Promise((resolve) => {
      setTimeout(resolve, moment)
    })
  }
}

function left(): number {
  return last + momentMs - performance.now()
}
