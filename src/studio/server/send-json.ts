import type { ServerResponse } from 'node:http'

export function sendJson(response: ServerResponse, status: number, document: object): void {
  const text = JSON.stringify(document, (_name, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(text)
}
