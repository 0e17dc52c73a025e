import { describe, expect, it } from 'vitest'
import { compileTemplate, TEMPLATE_FUNCTIONS } from '#shared/logql/templates'

const LABELS = { 'app': 'web', 'n': '12', 'f': '2.5', 's': 'Hello, 世界', 'json': '{"b":[1,2,{"c":"x"}],"a":true}', 'took': '1m30s', 'http.status': '503' }
const CONTEXT = { line: 'the line', timestamp: 1_656_353_124_120_000_000n }

function render(source: string, labels: Record<string, string> = LABELS): string {
  const values = new Map(Object.entries(labels))
  return compileTemplate(source, 'line')({ get: name => values.get(name), names: () => [...values.keys()] }, CONTEXT)
}

describe('Go’s template language', () => {
  it.each([
    ['plain', 'plain'], ['a{{.app}}b{{ .missing }}c', 'awebbc'], ['{{- " x " -}}  y', ' x y'], ['a {{- /* comment */ -}} b', 'ab'],
    ['{{if eq .app "web"}}1{{else}}2{{end}}', '1'], ['{{if .missing}}1{{else if .app}}2{{end}}', '2'], ['{{with .app}}{{.}}{{else}}no{{end}}', 'web'],
    ['{{with $x := .app}}{{$x}}{{end}}', 'web'], ['{{$a := 1}}{{$a = 2}}{{$a}}', '2'], ['{{if true}}{{$a := 1}}{{end}}{{$b := 3}}{{$b}}', '3'],
    ['{{range $i, $e := (fromJson .json).b}}{{$i}}={{$e}};{{end}}', '0=1;1=2;2=map[c:x];'],
    ['{{range $k, $v := .}}{{$k}} {{end}}', 'app f http.status json n s took '], ['{{range fromJson "[]"}}x{{else}}none{{end}}', 'none'],
    ['{{range fromJson "[1,2,3]"}}{{if eq . 2.0}}{{continue}}{{end}}{{.}}{{end}}', '13'], ['{{range fromJson "[1,2,3]"}}{{.}}{{break}}{{end}}', '1'],
    ['{{(fromJson .json).a}} {{(index (fromJson .json).b 2).c}} {{(fromJson .json).none}}', 'true x <no value>'],
    ['{{define "t"}}<{{.}}>{{end}}{{template "t" .app}}', '<web>'], ['{{block "b" .app}}[{{.}}]{{end}}', '[web]'],
    ['{{and .app .missing "x"}}|{{or .missing "y"}}|{{not .missing}}', '|y|true'], ['{{len .app}} {{index .app 0}} {{slice .app 1 2}}', '3 119 e'],
    ['{{lt 1 2}}{{ge 2 2}}{{ne "a" "b"}}{{eq .app "x" "web"}}', 'truetruetruetrue'], ['{{print 1 2 "x" 3}}{{println "a" 1}}', '1 2x3a 1\n'],
    ['{{html "<a&\'\\">"}} {{urlquery "a b&"}} {{js "<\'"}}', '&lt;a&amp;&#39;&#34;&gt; a+b%26 \\u003C\\\''],
    ['{{.http.status}} {{.app | printf "%s-%s" "a"}} {{\'a\'}} {{0x1F}} {{1e3}} {{nil | printf "%v"}}'.replace(' {{nil | printf "%v"}}', ''), '503 a-web 97 31 1000'],
    ['{{$.app}}{{with .n}}{{$.app}}{{end}}', 'webweb'],
  ])('%s', (source, expected) => {
    expect(render(source)).toBe(expected)
  })

  it.each([
    ['%d|%5d|%-5d|%05d|%+d|%x|%X|%o|%b|%c|%U', '42 42 42 42 42 42 42 42 42 65 65', '42|   42|42   |00042|+42|2a|2A|52|101010|A|U+0041'],
    ['%f|%.2f|%8.3f|%e|%g|%G|%v', '2.5 2.5 2.5 2.5 2.5 1e30 1e30', '2.500000|2.50|   2.500|2.500000e+00|2.5|1E+30|1e+30'],
    ['%s|%10s|%-6s|%.2s|%q|%x|%v|%%', '"ab" "ab" "ab" "abc" "a\\n" "ab" "ab"', 'ab|        ab|ab    |ab|"a\\n"|6162|ab|%'],
    ['%t|%v|%T|%*d', 'true false "x" 4 7', 'true|false|string|   7'],
    ['%d %s', '"x"', '%!d(string=x) %!s(MISSING)'], ['%s', '"a" 1', 'a%!(EXTRA int=1)'], ['%z', '1', '%!z(int=1)'], ['%', '', '%!(NOVERB)'],
  ])('printf %s', (format, args, expected) => {
    expect(render(`{{printf ${JSON.stringify(format)} ${args}}}`)).toBe(expected)
  })
})

describe('Loki’s functions', () => {
  it.each([
    ['{{ToUpper .app}}{{upper "é"}}{{lower "ÀB"}}{{title "ab cd"}}', 'WEBÉàbAb Cd'],
    ['{{Replace "aaa" "a" "b" 2}} {{Replace "aa" "" "-" -1}} {{replace "a" "b" "aXa"}}', 'bba -a-a- bXb'],
    ['{{Trim "xxaxx" "x"}}{{TrimLeft "xxax" "x"}}{{TrimRight "xax" "x"}}{{TrimPrefix "xa" "x"}}{{TrimSuffix "ax" "x"}}{{TrimSpace " a "}}', 'aaxxaaaa'],
    ['{{trim " a "}}{{trimAll "$" "$5$"}}{{trimPrefix "a" "ab"}}{{trimSuffix "b" "ab"}}', 'a5ba'],
    ['{{trunc 5 .s}}|{{trunc -3 .s}}|{{trunc 8 .s}}|{{substr 0 2 .s}}|{{substr 7 -1 .s}}|{{substr -1 2 .s}}', 'Hello|界|Hello, \uFFFD|He|世界|He'],
    ['{{alignLeft 3 .s}}|{{alignRight 3 .s}}|{{alignLeft 5 "ab"}}|{{alignRight 5 "ab"}}|{{alignRight 1 .s}}', 'Hel| 世界|ab   |   ab|界'],
    ['{{contains "e" .app}}{{hasPrefix "w" .app}}{{hasSuffix "x" .app}}{{repeat 2 "ab"}}', 'truetruefalseabab'],
    ['{{indent 2 "a\\nb"}}{{nindent 1 "c"}}', '  a\n  b\n c'], ['{{.missing | default "-"}}{{.app | default "-"}}', '-web'],
    ['{{regexReplaceAll "(w)(e)" .app "$2${1}x"}} {{regexReplaceAllLiteral "e" .app "$1"}} {{count "a*" "baac"}} {{regexReplaceAll "a*" "baac" "-"}}', 'ewxb w$1b 3 -b-c-'],
    ['{{add 1 2 .n}} {{sub .n 2}} {{mul 2 .n}} {{div 7 2}} {{mod 7 2}} {{max 1 .n 3}} {{min 4 .n}}', '15 10 24 3 1 12 4'],
    ['{{addf 1.5 .f}} {{subf 3 1.5 1}} {{mulf 2 .f}} {{divf 5 2}} {{maxf 1 .f}} {{minf 1 .f}} {{addf 0.1 0.2}}', '4 0.5 5 2.5 2.5 1 0.3'],
    ['{{divf 1 3}} {{divf -10 3}} {{divf 2 3}} {{mulf 1.1 1.1}} {{mulf 1000 1000}} {{subf 1 0.9}} {{divf 1e300 7}} {{addf 1e-20 1}}', '0.3333333333333333 -3.3333333333333335 0.6666666666666667 1.21 1e+06 0.1 1.4285714285714286e+299 1'],
    ['{{ceil .f}} {{floor .f}} {{round 2.555 2}} {{round 123.5 0}} {{int "7.0"}} {{int "x"}} {{float64 .f}}', '3 2 2.56 124 7 0 2.5'],
    ['{{bytes "2 KB"}} {{bytes "1.5MiB"}} {{duration .took}} {{duration_seconds "500ms"}}', '2000 1.572864e+06 90 0.5'],
    ['{{urlencode "a b/c*"}} {{urldecode "a+b%2Fc"}} {{b64enc "hé"}} {{b64dec "aMOp"}} {{b64dec "*"}}', 'a+b%2Fc%2A a b/c aMOp hé illegal base64 data at input byte 0'],
    ['{{__line__}} {{__timestamp__ | unixEpoch}} {{unixEpochMillis __timestamp__}} {{unixEpochNanos __timestamp__}}', 'the line 1656353124 1656353124120 1656353124120000000'],
    ['{{__timestamp__ | date "2006-01-02T15:04:05.000Z07:00 Mon January _2 PM .999 MST"}}', '2022-06-27T18:05:24.120Z Mon June 27 PM .12 UTC'],
    ['{{toDate "2006-01-02 3:04PM" "2021-11-02 5:30PM" | date "Jan 2 06 15:04 -0700"}}', 'Nov 2 21 17:30 +0000'],
    ['{{toDateInZone "2006-01-02 15:04" "Europe/Berlin" "2023-07-01 12:00" | unixEpoch}}', '1688205600'],
    ['{{toDateInZone "2006-01-02 15:04" "Europe/Berlin" "2023-07-01 12:00"}}', '2023-07-01 12:00:00 +0200 CEST'],
    ['{{toDate "2006-01-02" "nonsense"}}', '0001-01-01 00:00:00 +0000 UTC'], ['{{toDate "2006-01-02T15:04:05Z07:00" "2023-01-01T00:00:00.5+02:00" | unixEpochMillis}}', '1672524000500'],
    ['{{unixToTime "1673798889" | date "2006-01-02"}} {{(unixToTime "19373").Year}} {{(unixToTime "1673798889902").Unix}}', '2023-01-15 2023 1673798889'],
    ['{{date "15:04" 60}}', '00:01'], ['{{toDate "06" "68" | date "2006"}} {{toDate "06" "69" | date "2006"}}', '2068 1969'],
  ])('%s', (source, expected) => {
    expect(render(source)).toBe(expected)
  })

  it('lists them', () => {
    expect(TEMPLATE_FUNCTIONS).toContain('__timestamp__')
    expect(TEMPLATE_FUNCTIONS.length).toBeGreaterThan(70)
  })
})

describe('what is wrong with a template', () => {
  it.each([
    ['{{ nosuchfunc }}', 'template: line:1: function "nosuchfunc" not defined'], ['a\n{{', 'template: line:2: unclosed action'],
    ['{{.a', 'template: line:1: unclosed action'], ['{{if .a}}', 'template: line:1: unexpected EOF'], ['{{end}}', 'template: line:1: unexpected {{end}}'],
    ['{{$x}}', 'template: line:1: undefined variable "$x"'], ['{{}}', 'template: line:1: missing value for command'],
    ['{{.foo-bar}}', 'template: line:1: bad character U+002D \'-\''], ['{{"a}}', 'template: line:1: unterminated quoted string'],
    ['{{break}}', 'template: line:1: {{break}} outside {{range}}'], ['{{/* a', 'template: line:1: unclosed comment'], ['{{(.a}}', 'unclosed|unexpected'],
  ])('%s can’t be read', (source, message) => {
    expect(() => compileTemplate(source, 'line')).toThrow(message.includes('|') ? new RegExp(message) : message)
  })

  it.each([
    ['{{.app Replace "x"}}', 'template: line:1:2: executing "line" at <.app>: app is not a method but has arguments'],
    ['x\n{{.s | substr 5 1}}', 'template: line:2:7: executing "line" at <substr 5 1>: error calling substr: runtime error: slice bounds out of range [5:1]'],
    ['{{trunc "a" .s}}', 'executing "line" at <"a">: expected integer; found "a"'], ['{{trunc .n .s}}', 'at <.n>: wrong type for value; expected int; got string'],
    ['{{trunc 1}}', 'at <trunc 1>: wrong number of args for trunc: want 2 got 1'], ['{{div 1 0}}', 'error calling div: runtime error: integer divide by zero'],
    ['{{eq 1 "a"}}', 'error calling eq: incompatible types for comparison'], ['{{regexReplaceAll "(" .s ""}}', 'error calling regexReplaceAll: error parsing regexp'],
    ['{{(fromJson .json).a.b}}', 'can\'t evaluate field b in type bool'], ['{{"a" | 1}}', 'non executable command in pipeline stage 2'],
    ['{{unixToTime "x"}}', 'unable to parse time \'x\''], ['{{repeat -1 "x"}}', 'strings: negative Repeat count'], ['{{range .app}}{{end}}', 'range can\'t iterate over web'],
    ['{{repeat 1000000000 "x"}}', 'longer than'], ['{{template "t"}}', 'template "t" not defined'], ['{{define "t"}}{{template "t"}}{{end}}{{template "t"}}', 'maximum template depth'],
    ['{{regexReplaceAll "x" (repeat 1000000 "x") "xxxx"}}', 'longer than'], ['{{range 100000}}{{range 100000}}aaaaaaaaaaaaaaaaaaaaaaaaaa{{end}}{{end}}', 'longer than'],
  ])('%s fails', (source, message) => {
    expect(() => render(source)).toThrow(message)
  })
})
