import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { text } from 'node:stream/consumers'

interface HttpReadinessOptions {
  readonly timeoutMs: number
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Whether an HTTP request gets an accepted status. Never throws. Uses `node:http`: the first `fetch` costs 20 ms. */
export async function isHttpReady(
  url: URL,
  options: HttpReadinessOptions,
  isAccepted: (status: number) => boolean,
): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = send(url, options, (response) => {
      response.resume()
      response.once('error', () => {})
      resolve(response.statusCode !== undefined && isAccepted(response.statusCode))
    })
    sent.on('error', () => resolve(false))
  })
}

/** The body of the response, whatever its status is. */
export async function readHttpText(url: URL, options: HttpReadinessOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = send(url, options, (response) => {
      text(response).then(resolve, reject)
    })
    sent.on('error', reject)
  })
}

/** The request ends if nothing arrives within the timeout. */
function send(
  url: URL,
  { method = 'GET', headers = {}, timeoutMs, body }: HttpReadinessOptions,
  onResponse: (response: IncomingMessage) => void,
): ClientRequest {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  const sent = request(url, { method, headers, agent: false, timeout: timeoutMs }, onResponse)
  sent.on('timeout', () => sent.destroy())
  return sent.end(body)
}
