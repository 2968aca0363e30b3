import { useState } from 'react'

interface Props {
  html: string
  title: string
}

const tallest = 4000

/** A mail as its writer laid it out, where no script runs and nothing of ours can be reached. */
export function HtmlFrame({ html, title }: Props) {
  const [height, setHeight] = useState(120)
  return (
    <iframe
      title={title}
      // No allow-scripts: same origin is only for its height to be read and its own pictures to load.
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      srcDoc={`<!doctype html><base target="_blank"><meta name="color-scheme" content="light">${frameStyle}${html}`}
      onLoad={({ currentTarget }) => {
        const body = currentTarget.contentDocument?.documentElement
        if (body) setHeight(Math.min(tallest, body.scrollHeight + 4))
      }}
      style={{ height }}
      className="block w-full rounded-md border border-line bg-white"
    />
  )
}

const frameStyle =
  '<style>body{margin:12px;font:14px/1.5 system-ui,sans-serif;color:#1a1b20;background:#fff;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}</style>'
