/** @jsxImportSource preact */

/** Who writes, and where an answer may go. */
export function NameAndAddress() {
  return (
    <>
      <label>
        Your name
        <input name="name" autocomplete="name" />
      </label>
      <label>
        Your e-mail
        <input name="email" type="email" required autocomplete="email" />
      </label>
    </>
  )
}
