// What a link saves as a file.

/** Presses a link by the keyboard; answers with the text of the file that comes of it. */
export async function downloaded(page, link) {
  await link.focus()
  const [download] = await Promise.all([page.waitForEvent('download'), link.press('Enter')])
  const pieces = []
  for await (const piece of await download.createReadStream()) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}
