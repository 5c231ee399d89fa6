import { parseAst } from 'rolldown/parseAst'

/**
 * Prepares minified code for being run: each statement has a line of its own, because Node prints the line that throws an
 * uncaught error. And `import()` is replaced: in cached code it makes Node print a warning, so the loader passes in a function
 * of its own.
 */
export function prepareCode(code) {
  const edits = []
  collectEdits(parseAst(code), edits)
  const importing = edits.some(({ text }) => text === IMPORT)
  let prepared = ''
  let position = 0
  for (const { start, length, text } of edits.sort((a, b) => a.start - b.start)) {
    prepared += code.slice(position, start) + text
    position = start + length
  }
  return (importing ? DECLARATION : '') + prepared + code.slice(position)
}

const IMPORT = '__import'
const DECLARATION = `const ${IMPORT} = module.${IMPORT} ?? ((specifier) => import(specifier));\n`

function collectEdits(node, edits) {
  if (node.type === 'ImportExpression')
    edits.push({ start: node.start, length: 'import'.length, text: IMPORT })
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const each of value) {
        if (!isNode(each)) continue
        if (isStatement(each)) edits.push({ start: each.start, length: 0, text: '\n' })
        collectEdits(each, edits)
      }
    } else if (isNode(value)) collectEdits(value, edits)
  }
}

/** Of a list of statements, or a member of a class: a line may begin before it. */
function isStatement({ type }) {
  return /(?:Statement|Declaration|MethodDefinition|PropertyDefinition)$/.test(type)
}

function isNode(value) {
  return value !== null && typeof value === 'object' && typeof value.type === 'string'
}
