// The script of the API page. It shows the OpenAPI document of the gateway and signs in for its requests.

// It defines the element.
// oxlint-disable-next-line import/no-unassigned-import
import 'openapi-explorer'
import explorerStyles from './explorer.css?inline'

const form = document.getElementById('sign-in')
const explorer = document.querySelector('openapi-explorer')
const signInButton = document.getElementById('sign-in-button')
const signOutButton = document.getElementById('sign-out')
const result = document.getElementById('sign-in-result')
/** The name of the security scheme in the OpenAPI document. */
const SCHEME = 'accessToken'
/** Seconds before an access token expires in which it is renewed. */
const RENEWAL_SECONDS = 60

let refreshToken
let renewal

async function showOperations() {
  document.getElementById('base-url').textContent = location.origin
  const response = await fetch('/openapi.json')
  const description = groupByService(await response.json())
  showGroups(description.tags)
  const styles = new CSSStyleSheet()
  styles.replaceSync(explorerStyles)
  explorer.shadowRoot.adoptedStyleSheets.push(styles)
  await explorer.loadSpec(description)
  form.dataset.ready = 'true'
}

/** Puts the service before the name of each group: "Identity: Users". */
function groupByService(description) {
  const names = new Map(
    description['x-tagGroups'].flatMap(({ name, tags }) =>
      tags.map((tag) => [tag, tag.startsWith(`${name}: `) ? tag : `${capitalize(name)}: ${tag}`]),
    ),
  )
  const rename = (tag) => names.get(tag) ?? tag
  const tags = description.tags.map((tag) => ({ ...tag, name: rename(tag.name) }))
  const paths = mapValues(description.paths, (path) =>
    // A path may also have parameters and a description.
    mapValues(path, (operation) =>
      operation.tags === undefined ? operation : { ...operation, tags: operation.tags.map(rename) },
    ),
  )
  return { ...description, tags, paths }
}

/** Lists the groups with their descriptions in the introduction. */
function showGroups(tags) {
  const items = tags.map(({ name, description }) => {
    const item = document.createElement('li')
    const link = document.createElement('a')
    link.textContent = name
    link.href = `#?route=tag--${name.replaceAll(/[\s#:?&={}-]+/g, '-')}`
    item.append(link, ` ${description ?? ''}`)
    return item
  })
  document.getElementById('groups').replaceChildren(...items)
}

async function signIn() {
  await signOut()
  const email = form.elements.namedItem('email').value
  const password = form.elements.namedItem('password').value
  const response = await post('/identity/v1/sessions', { email, password })
  const body = await response.json()
  if (!response.ok) {
    const hint =
      body.code === 'WRONG_CREDENTIALS' ? ' The demo user exists after `homemanager seed demo`.' : ''
    show('failed', `${body.title} ${body.detail ?? ''}${hint}`)
    return
  }
  await useTokens(body)
  show('signed-in', `Signed in as ${email}`)
}

async function useTokens(tokens) {
  refreshToken = tokens.refresh_token
  await setToken(tokens.access_token)
  clearTimeout(renewal)
  renewal = setTimeout(() => run(renew), Math.max(1, tokens.expires_in - RENEWAL_SECONDS) * 1000)
}

async function renew() {
  const response = await post('/identity/v1/sessions/refresh', { refresh_token: refreshToken })
  if (response.ok) {
    await useTokens(await response.json())
    return
  }
  await forgetTokens()
  show('failed', 'The session has ended. Sign in again.')
}

async function signOut() {
  if (refreshToken === undefined) return
  const ended = refreshToken
  await forgetTokens()
  show('', 'Not signed in.')
  await post('/identity/v1/sessions/revoke', { refresh_token: ended })
}

async function forgetTokens() {
  clearTimeout(renewal)
  refreshToken = undefined
  await setToken('')
}

async function setToken(token) {
  await explorer.setAuthenticationConfiguration(SCHEME, { token })
  signOutButton.hidden = token === ''
  signInButton.hidden = token !== ''
}

function post(path, body) {
  return fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

function show(state, text) {
  result.dataset.state = state
  result.textContent = text
}

function run(action) {
  action().catch((error) => show('failed', `The gateway is not responding: ${error.message}`))
}

function capitalize(text) {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
}

const shown = showOperations()
shown.catch((error) => show('failed', `The API cannot be displayed: ${error.message}`))
form.addEventListener('submit', (event) => {
  event.preventDefault()
  run(() => shown.then(signIn))
})
signOutButton.addEventListener('click', () => run(signOut))
