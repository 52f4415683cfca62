import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileTemplate } from './parse-template.ts';
import { renderTemplate } from './render-template.ts';
import type { VtlContext } from './vtl-context.ts';

function render(template: string, given: Partial<VtlContext> = {}) {
  const params = { path: { id: '42' }, querystring: { q: 'a b' }, header: { 'X-Sent': 'yes', q: 'hidden' } };
  return renderTemplate(compileTemplate(template), {
    body: '',
    params,
    context: { stage: 'prod' },
    stageVariables: { env: 'dev' },
    ...given,
  });
}

const text = (template: string, body = '') => render(template, { body }).text;

const RESULT = "#set($r = $input.path('$.json'))";

/** Template, body, output; the bodies of the first group are as recorded from AWS. */
const cases: readonly (readonly [template: string, body: string, output: string])[] = [
  [`${RESULT}$r`, '{"json": {"foo": "bar"}}', '{foo=bar}'],
  [`${RESULT}$r`, '{"json": [{"foo": "bar"}]}', '[{"foo":"bar"}]'],
  [`${RESULT}$r.nested`, '{"json": {"nested": {"foo": "bar"}}}', '{foo=bar}'],
  [`${RESULT}$r.nested`, '{"json": {"nested": [{"foo": "bar"}]}}', '[{"foo":"bar"}]'],
  [`${RESULT}$r[0]`, '{"json": [{"foo": "bar"}]}', '{foo=bar}'],
  [`${RESULT}$r[0]`, '{"json": [{"foo": [{"nested": "bar"}]}]}', '{foo=[{"nested":"bar"}]}'],
  [
    `${RESULT}$r`,
    '{"json": {"bigger": "dict", "to": "test", "with": "separators"}}',
    '{bigger=dict, to=test, with=separators}',
  ],
  [`${RESULT}$r.toString()`, '{"json": {"list": [{"foo": "bar"}]}}', '{list=[{"foo":"bar"}]}'],
  [`${RESULT}$r|$r.nested|#if($r == $null)null#end|#if($r == "")empty#end`, '{}', '||null|empty'],
  [`${RESULT}$r|$r.nested|#if($r == $null)null#end|#if($r == "")empty#end`, '{"json": []}', '[]|||'],
  [`${RESULT}$r|#if($r == $null)null#end`, '{"json": null}', '|null'],
  ['$input.body', '', '{}'],
  [
    '$util.urlEncode($input.body)&$util.urlEncode($input.body.access)',
    '{"some": "value"}',
    '%7B%22some%22%3A+%22value%22%7D&',
  ],
  ['$util.urlEncode($input.body)', 'some raw data', 'some+raw+data'],

  ['$input.params("id") $input.params("q") $input.params("x-sent") [$input.params("none")]', '', '42 a b yes []'],
  ['$stageVariables.get("env") #foreach($k in $stageVariables.keySet())$k#end', '', 'dev env'],
  [
    String.raw`$util.escapeJavaScript($input.path('$.s')).replaceAll("\\'", "'")`,
    `{"s": "it's \\"x\\""}`,
    String.raw`it's \"x\"`,
  ],
  [`$util.escapeJavaScript("it's")`, '', String.raw`it\'s`],
  [String.raw`#set($s = "a-b-c")$s.replaceAll("(\w)-", "$1+") $s.split("-").size()`, '', 'a+b+c 3'],
  ['#set($s = "a,b,,")$s.split(",").size() $s.split(",", -1).size() $s.lastIndexOf(",")', '', '2 4 4'],
  ['#set($l = [1, 2, 3])$l[-1] $l.indexOf(2) $l.contains(4) #set($l[0] = "x")$l', '', '3 1 false[x, 2, 3]'],
  ['#set($m = {"a": 1})#set($m["b"] = 2)$m.containsKey("b") $m.remove("a") $m', '', 'true 1 {b=2}'],
  ['#set($n = 0)$n.parseInt("12") $n.compareTo(1)', '', '12 -1'],
  ['#set($a = 2)#set($b = $a * 3 - 4 / 2)$b', '', '4'],
  ['#set($a = 9007199254740991)#set($b = $a + 1)$b', '', '9007199254740992'],
  ['#set($a = 1.0)$a #set($b = $a / 3)$b', '', '1.00.3333333333333333'],
  ['#if(1 lt 2 and "a" ne "b" or not true)yes#end', '', 'yes'],
  [
    '#foreach($i in [1..3])#foreach($j in [1..2])$foreach.parent.count.$foreach.count#if($foreach.last);#end #end#end',
    '',
    '1.1 1.2; 2.1 2.2; 3.1 3.2; ',
  ],
  ['#foreach($i in [1..2])#macroless($i)#end', '', '#macroless($i)#macroless($i)'],
  ['#macro(item $name)<$name>#end#item($nope)#item("x")', '', '<$nope><x>'],
  ['#if(true)a\n#else\nb\n#end', '', 'a\n'],
  ['x\n  #set($a = 1)\ny', '', 'x\n  y'],
  ['#set($a = 1)\n  #set($b = 2)\ny', '', 'y'],
  ['#foo #123 $5 $ {a} a@b.c', '', '#foo #123 $5 $ {a} a@b.c'],
  ['#[[ $a #end ]]#|## gone\n#* gone *#|', '', ' $a #end ||'],
  ['$input.json("$.a")$input.json("$.b")', '{"a": 1.50, "b": true}', '1.5true'],
];

for (const [template, body, output] of cases) {
  test(`${template} of ${body === '' ? 'nothing' : body} is ${output}`, () =>
    assert.equal(text(template, body), output));
}

test('overrides set by a template are told, and seen by the next', () => {
  const first = render(
    '#set($context.requestOverride.header.x-a = "1")#set($context.requestOverride.querystring.q = ["b", "c"])' +
      '#set($context.requestOverride.path.p = "seg")#set($context.responseOverride.status = 418)',
  );
  const { overrides } = first;
  assert.deepEqual(overrides.requestHeaders, { 'x-a': '1' });
  assert.deepEqual([overrides.requestQuery, overrides.requestPath], [{ q: ['b', 'c'] }, { p: 'seg' }]);
  const second = render('$context.requestOverride.path.p#set($context.responseOverride.header.h = "v")', { overrides });
  assert.equal(second.text, 'seg');
  assert.deepEqual([second.overrides.responseStatus, second.overrides.responseHeaders], [418, { h: 'v' }]);
});

const failing: readonly (readonly [template: string, problem: RegExp])[] = [
  ['line\n  #if($a', /"\)" is missing before the end at line 2, column 9/],
  ['#if(true)x', /#if has no #end at line 1/],
  ['a #end', /#end is not expected/],
  ['#foreach($x in $y)#else#end', /#else is not expected/],
  ['#set($x = "open)', /a string is not closed/],
  ['#[[ raw', /"#\[\[" is not closed/],
  ['#* gone', /a comment is not closed/],
  ['#set($x = )', /not expected here: "\)"/],
  ['$a.get($i + 1)', /"\)" is missing before "\+ 1\)"/],
  ['#parse("x")', /#parse finds no resource/],
  ['#set($l = [1])$l[5]', /IndexOutOfBoundsException: Index: 5, Size: 1 at line 1, column 15/],
  ['#set($s = "abc")$s.substring(5)', /StringIndexOutOfBoundsException/],
  ["$input.path('$.[')", /Invalid JSONPath/],
  ['{\n  #set($at = "$.[")$input.path("$at")', /Invalid JSONPath .* at line 2, column 20/],
  ['#macro(loop)#loop()#end#loop()', /macros call each other/],
  ['#define($d)$d#end$d', /macros call each other/],
];
for (const [template, problem] of failing) {
  test(`${JSON.stringify(template)} fails and tells where`, () => assert.throws(() => text(template), problem));
}

test('a loop ends after 1,000 iterations', () => {
  assert.equal(text('#foreach($i in [1..5000])x#end').length, 1_000);
});

const endless: readonly (readonly [what: string, template: string])[] = [
  [
    'loops within loops',
    '#foreach($i in [1..1000])#foreach($j in [1..1000])#foreach($k in [1..1000])#set($x = $k)#end#end#end',
  ],
  ['output without bound', '#set($s = "0123456789")#foreach($i in [1..60])#set($s = $s + $s)#end$s'],
  ['a list of itself', '#set($l = [1])#foreach($i in [1..60])#set($l = [$l, $l])#end$l'],
  ['a map within itself', '#set($m = {})#set($d = $m.put("m", $m))$m'],
  ['a huge range', '#set($l = [1..2000000000])$l.size()'],
  ['nested brackets', `#set($x = ${'['.repeat(5_000)}${']'.repeat(5_000)})`],
  ['a regular expression that backtracks', `#set($s = "${'a'.repeat(60)}!")$s.matches("(a+)+")`],
];
for (const [what, template] of endless) {
  test(`${what} is cut off`, () => assert.throws(() => text(template), { name: 'VtlError' }));
}

test('a body nested without end is taken for text', () => {
  assert.equal(text('$input.path("$.a")', '['.repeat(100_000)), '');
});

const LONG_BODY = JSON.stringify({ a: Array.from({ length: 100_000 }, (_, at) => ({ y: at })) });
const DEEP_BODY = '['.repeat(380) + ']'.repeat(380);
const WITHOUT_END: readonly (readonly [what: string, template: string, body: string, problem: RegExp])[] = [
  [
    'loops in loops',
    '#foreach($i in [1..1000])#foreach($j in [1..1000])#foreach($k in [1..1000])#set($x=$k)#end#end#end',
    '',
    /runs without end/,
  ],
  ['a text that doubles', '#set($a="xx")#foreach($i in [1..1000])#set($a="$a$a")#end', '', /more than 10 MB/],
  ['an output that grows', '#foreach($i in [1..1000])$input.body#end', LONG_BODY, /more than 10 MB/],
  ['a macro that calls itself', '#macro(m $x)#m($x)#m($x)#end#m(1)', '', /macros call each other/],
  [
    'a large body read again and again',
    '#foreach($i in [1..1000])#set($x=$input.json("$"))#end',
    LONG_BODY,
    /too long/,
  ],
  ['a path that looks everywhere', "$input.path('$..*..*..*')", DEEP_BODY, /looks at too many values/],
  [
    'a regular expression',
    '#set($s="aaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")#foreach($i in [1..1000])$s.matches("(a+)+b")#end',
    '',
    /takes too long/,
  ],
];

for (const [what, template, body, problem] of WITHOUT_END) {
  test(`a template that does not end for ${what} is cut off`, () => {
    const startedAt = performance.now();
    assert.throws(() => text(template, body), problem);
    assert.ok(performance.now() - startedAt < 15_000);
  });
}
