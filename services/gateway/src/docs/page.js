// Lists the operations of /openapi.json.
const main = document.getElementById('operations')
const contents = document.getElementById('contents')
const find = document.getElementById('find')

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children.filter((child) => child !== undefined))
  return element
}

const schemaOf = (api, schema) => {
  const name = schema?.$ref?.split('/').pop()
  return name ? { name, ...api.components.schemas[name] } : schema
}

function typeOf(api, schema) {
  if (!schema) return ''
  if (schema.$ref) return schema.$ref.split('.').pop()
  if (schema.type === 'array') return `list of ${typeOf(api, schema.items)}`
  if (schema.additionalProperties) return `map of ${typeOf(api, schema.additionalProperties)}`
  return [schema.type, schema.format].filter(Boolean).flat().join(', ')
}

// The fields of a message; those of a message within it when it is opened.
function fields(api, schema) {
  const list = make('ul', { class: 'fields' })
  const whole = schemaOf(api, schema)
  for (const value of whole?.enum ?? []) list.append(make('li', {}, make('code', {}, value)))
  for (const [name, field] of Object.entries(whole?.properties ?? {})) {
    const line = [make('code', {}, name), ' ', make('span', { class: 'quiet' }, typeOf(api, field))]
    const inner = field.items ?? field
    const text = field.description ? make('p', {}, field.description) : undefined
    if (!inner.$ref) {
      list.append(make('li', {}, ...line, text))
      continue
    }
    const more = make('details', {}, make('summary', {}, ...line))
    more.addEventListener('toggle', () => more.open && more.children.length === 1 && more.append(fields(api, inner)))
    list.append(make('li', {}, more, text))
  }
  return list
}

function content(api, title, part) {
  const kinds = Object.entries(part?.content ?? {})
  return kinds.map(([kind, { schema }]) =>
    make('div', {}, make('h3', {}, `${title} · ${kind}`), make('p', { class: 'quiet' }, typeOf(api, schema)), fields(api, schema)),
  )
}

function parameters(api, operation) {
  if (!operation.parameters.length) return []
  const list = make('ul', { class: 'fields' })
  for (const p of operation.parameters) {
    const where = `${typeOf(api, p.schema)} · in ${p.in}`
    const text = p.description ? make('p', {}, p.description) : undefined
    list.append(make('li', {}, make('code', {}, p.name), ' ', make('span', { class: 'quiet' }, where), text))
  }
  return [make('h3', {}, 'Parameters'), list]
}

function show(api, method, path, operation) {
  const head = make('summary', {}, make('span', { class: `method ${method}` }, method.toUpperCase()), make('code', {}, path),
    make('span', { class: 'quiet' }, operation.operationId.split('_')[1]))
  const element = make('details', { id: operation.operationId }, head)
  element.dataset.words = `${method} ${path} ${operation.operationId} ${operation.description}`.toLowerCase()
  element.addEventListener('toggle', () => {
    if (!element.open || element.children.length > 1) return
    const open = operation.security.length ? 'Takes a token or a session.' : 'Open to everybody.'
    element.append(make('div', { class: 'inside' }, make('p', {}, operation.description),
      make('p', { class: 'quiet' }, `${open} gRPC: ${operation['x-rpc']}`), ...parameters(api, operation),
      ...content(api, 'Body', operation.requestBody), ...content(api, 'Answer', operation.responses['200'])))
  })
  return element
}

function list(api) {
  main.replaceChildren(make('p', {}, api.info.description))
  for (const tag of api.tags) {
    const section = make('section', {}, make('h2', { id: tag.name }, tag.name), make('p', {}, tag.description))
    for (const [path, methods] of Object.entries(api.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        if (operation.tags.includes(tag.name)) section.append(show(api, method, path, operation))
      }
    }
    main.append(section)
    contents.append(make('a', { href: `#${tag.name}` }, tag.name))
  }
}

find.addEventListener('input', () => {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean)
  for (const section of main.querySelectorAll('section')) {
    const operations = [...section.querySelectorAll(':scope > details')]
    for (const one of operations) one.hidden = !words.every((word) => one.dataset.words.includes(word))
    section.hidden = operations.every((one) => one.hidden)
  }
})

try {
  const response = await fetch('/openapi.json')
  list(await response.json())
  const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (named) {
    if (named.tagName === 'DETAILS') named.open = true
    named.scrollIntoView()
  }
} catch (error) {
  main.replaceChildren(make('p', {}, `The list cannot be read: ${error}`))
}
