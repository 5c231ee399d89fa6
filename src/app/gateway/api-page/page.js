// The script of the API page. It shows the OpenAPI document of the gateway with Swagger UI and signs in for its requests.

const form = document.getElementById('sign-in')
const signOutButton = document.getElementById('sign-out')
const result = document.getElementById('sign-in-result')
/** The name of the security scheme in the OpenAPI document. */
const SCHEME = 'accessToken'
/** Seconds before an access token expires in which it is renewed. */
const RENEWAL_SECONDS = 60

document.getElementById('base-url').textContent = location.origin

let ui
let refreshToken
let renewal

async function showOperations() {
  const response = await fetch('/openapi.json')
  const document = groupByService(await response.json())
  showServices(document)
  ui = await new Promise((resolve) => {
    const shown = globalThis.SwaggerUIBundle({
      domNode: globalThis.document.getElementById('operations'),
      spec: document,
      deepLinking: true,
      filter: true,
      tryItOutEnabled: true,
      displayRequestDuration: true,
      defaultModelsExpandDepth: 0,
      docExpansion: 'list',
      validatorUrl: null,
      onComplete: () => resolve(shown),
    })
  })
  form.dataset.ready = 'true'
}

/** Puts the service before the name of each group: "Identity · Users". */
function groupByService(document) {
  const names = new Map(
    document['x-tagGroups'].flatMap(({ name, tags }) =>
      tags.map((tag) => [tag, `${capitalize(name)} · ${tag}`]),
    ),
  )
  const rename = (tag) => names.get(tag) ?? tag
  const tags = document.tags.map((tag) => ({ ...tag, name: rename(tag.name) }))
  const paths = mapValues(document.paths, (path) =>
    // A path may also have parameters and a description.
    mapValues(path, (operation) =>
      operation.tags === undefined ? operation : { ...operation, tags: operation.tags.map(rename) },
    ),
  )
  return { ...document, tags, paths }
}

function showServices(document) {
  const buttons = document['x-tagGroups'].map(({ name }) => {
    const button = globalThis.document.createElement('button')
    button.type = 'button'
    button.textContent = capitalize(name)
    button.addEventListener('click', () => {
      globalThis.document
        .querySelector(`[data-tag^="${capitalize(name)} · "]`)
        ?.scrollIntoView({ behavior: 'smooth' })
    })
    return button
  })
  globalThis.document.getElementById('services').replaceChildren(...buttons)
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
  useTokens(body)
  signOutButton.hidden = false
  show('signed-in', `Signed in as ${email}.`)
}

function useTokens(tokens) {
  refreshToken = tokens.refresh_token
  ui.preauthorizeApiKey(SCHEME, tokens.access_token)
  clearTimeout(renewal)
  renewal = setTimeout(() => run(renew), Math.max(1, tokens.expires_in - RENEWAL_SECONDS) * 1000)
}

async function renew() {
  const response = await post('/identity/v1/sessions/refresh', { refresh_token: refreshToken })
  if (response.ok) {
    useTokens(await response.json())
    return
  }
  forgetTokens()
  show('failed', 'The session has ended. Sign in again.')
}

async function signOut() {
  if (refreshToken === undefined) return
  const ended = refreshToken
  forgetTokens()
  show('', 'Not signed in.')
  await post('/identity/v1/sessions/revoke', { refresh_token: ended })
}

function forgetTokens() {
  clearTimeout(renewal)
  refreshToken = undefined
  ui.authActions.logout([SCHEME])
  signOutButton.hidden = true
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
