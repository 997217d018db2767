import { describe, expect, it } from 'vitest'
import { SourceError } from '../../../src/errors.ts'
import { first, read, rss } from './reading.ts'

describe('formats', () => {
  it('reads RSS 2.0 with its usual namespaces', () => {
    const entry =
      first(`<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:c="http://purl.org/rss/1.0/modules/content/"
      xmlns:media="http://search.yahoo.com/mrss/" xmlns:georss="http://www.georss.org/georss"><channel><item>
      <guid isPermaLink="false">17</guid><link> https://example.org/a </link><title>A &amp; B</title><dc:creator>Ann</dc:creator>
      <pubDate>Sat, 19 Apr 2025 11:37:26 +0200</pubDate><description>short</description><c:encoded><![CDATA[<p>long</p>]]></c:encoded>
      <category>x</category><category>y</category><media:content url="https://example.org/i.jpg" medium="image" fileSize="12"/>
      <georss:point>55.7 12.6</georss:point></item></channel></rss>`)
    expect(entry).toMatchObject({
      id: '17',
      link: 'https://example.org/a',
      title: { value: 'A & B' },
      author: 'Ann',
      published: new Date('2025-04-19T09:37:26Z'),
      summary: { value: 'short' },
      content: { value: '<p>long</p>', kind: 'html' },
      categories: ['x', 'y'],
      media: [{ url: 'https://example.org/i.jpg', type: 'image', size: 12 }],
      location: { lat: 55.7, lon: 12.6 },
    })
  })

  it('reads Atom 1.0 with html, xhtml and text constructs, bases and several links', () => {
    const feed = read(`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="da" xml:base="https://example.org/feed/">
      <title type="html">A &amp;lt;b&amp;gt;</title><link rel="self" href="atom.xml"/><link href="/"/>
      <entry xml:base="2025/"><id>tag:1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Very <b>bold</b></div></title>
      <link rel="enclosure" type="audio/mpeg" href="a.mp3" length="9"/><link rel="alternate" type="text/html" href="story"/>
      <author><name>Bo</name><email>bo@example.org</email></author><published>2025-04-19T11:37Z</published><updated>2025-04-19</updated>
      <content type="html">&lt;a href="more"&gt;more&lt;/a&gt;</content></entry></feed>`)
    expect(feed).toMatchObject({
      format: 'atom',
      language: 'da',
      link: 'https://example.org/',
      selfUrl: 'https://example.org/feed/atom.xml',
    })
    expect(feed.entries[0]).toMatchObject({
      title: { value: 'Very <b>bold</b>', kind: 'html' },
      link: 'https://example.org/feed/2025/story',
      author: 'Bo (bo@example.org)',
      content: { value: '<a href="https://example.org/feed/2025/more">more</a>' },
      media: [{ url: 'https://example.org/feed/2025/a.mp3', type: 'audio/mpeg', size: 9 }],
      published: new Date('2025-04-19T11:37:00Z'),
    })
  })

  it('finds the words of a video feed in its media group', () => {
    const entry =
      first(`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><entry><id>yt:1</id>
      <title>Title</title><media:group><media:title>Other</media:title><media:description>What it shows</media:description>
      <media:thumbnail url="https://example.org/t.jpg"/></media:group></entry></feed>`)
    expect(entry).toMatchObject({
      title: { value: 'Title' },
      summary: { value: 'What it shows' },
      media: [{ url: 'https://example.org/t.jpg' }],
    })
  })

  it.each([
    [
      'the words of a medium that lies in no group',
      '<media:content url="u"><media:title>T</media:title><media:description>S</media:description></media:content>',
      { title: 'T', summary: 'S' },
    ],
    [
      'an XHTML body as markup, its text escaped',
      '<xhtml:body><xhtml:p>AT&amp;amp;T &lt;b&gt;</xhtml:p></xhtml:body>',
      { content: '<p>AT&amp;amp;T &lt;b&gt;</p>' },
    ],
    [
      'a line break nobody closed',
      '<content type="xhtml"><div>one<br>two</div></content>',
      { content: 'one<br />two' },
    ],
    [
      'a name rather than a mail address',
      '<author>desk@example.org</author><dc:creator>Ada</dc:creator>',
      { author: 'Ada' },
    ],
    ['the author after an empty element', '<author/><dc:creator>Ada</dc:creator>', { author: 'Ada' }],
    ['a mail address when there is no name', '<author>desk@example.org</author>', { author: 'desk@example.org' }],
    [
      'Base64 that holds no text as it stands, a picture not at all',
      '<summary type="text/plain" mode="base64">Plain words</summary><content type="image/png">iVBORw0KGgo=</content>',
      { summary: 'Plain words', content: undefined },
    ],
    [
      'escaped brackets of XHTML as text',
      '<content type="application/xhtml+xml">a &lt;b&gt; c</content>',
      { content: 'a &lt;b&gt; c' },
    ],
    [
      'an XHTML body with the div it holds',
      '<xhtml:body><xhtml:div>one</xhtml:div></xhtml:body>',
      { content: '<div>one</div>' },
    ],
    [
      'no summary from a document of another type',
      '<content type="application/xml">x</content>',
      { summary: undefined, content: 'x' },
    ],
    [
      'formulas as such',
      '<content type="xhtml"><div><math><mi>x</mi></math></div></content>',
      { content: '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>' },
    ],
    ['a link written as url', '<link url="https://example.org/a"/>', { link: 'https://example.org/a' }],
    [
      'words that were encoded twice, and reads honest ones as they are',
      '<title>donâ€™t, cafÃ©</title><description>pâté Âge</description>',
      { title: 'don’t, café', summary: 'pâté Âge' },
    ],
    [
      'references to control characters as browsers do, in words only',
      '<description>&lt;a title="&amp;#146;"&gt;don&amp;#146;t&lt;/a&gt; &amp;#x93;</description>',
      { summary: '<a title="&#146;">don&#x2019;t</a> &#x201c;' },
    ],
    ['the customary prefix of an address nobody knows', '<dc:creator>Ada</dc:creator>', { author: 'Ada' }],
    [
      'the date that was written last',
      '<pubDate>1 Jan 2031</pubDate><dcterms:issued>2031-02-01</dcterms:issued>',
      { published: new Date('2031-02-01') },
    ],
  ])('reads %s', (_what, item, expected) => {
    const namespaces = 'xmlns:dc="http://dc.example/unknown" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    const entry = first(`<rss version="2.0" ${namespaces}><channel><item>${item}</item></channel></rss>`)
    const plain = {
      ...entry,
      title: entry.title?.value,
      summary: entry.summary?.value,
      content: entry.content?.value,
    }
    expect(plain).toMatchObject(expected)
  })

  it.each([
    ['<georss:where><gml:Point><gml:pos>55.7 12.6</gml:pos></gml:Point></georss:where>', { lat: 55.7, lon: 12.6 }],
    ['<gml:Point><gml:pos>55.7 12.6</gml:pos></gml:Point>', { lat: 55.7, lon: 12.6 }],
    [
      '<georss:where><gml:Envelope><gml:lowerCorner>1 2</gml:lowerCorner><gml:upperCorner>3 4</gml:upperCorner></gml:Envelope></georss:where>',
      { lat: 1, lon: 2 },
    ],
    ['<georss:circle>55.7 12.6 500</georss:circle>', { lat: 55.7, lon: 12.6 }],
    ['<geo:lat>55.7</geo:lat><geo:long>12.6</geo:long>', { lat: 55.7, lon: 12.6 }],
    ['<geo:Point><geo:long>12.6</geo:long><geo:lat>55.7</geo:lat></geo:Point>', { lat: 55.7, lon: 12.6 }],
    ['<georss:point>955.7 12.6</georss:point>', null],
    ['<geo:lat>55.7</geo:lat>', null],
  ])('knows where %s is', (place, location) => {
    expect(first(rss(`<item><guid>1</guid>${place}</item>`)).location).toEqual(location)
  })

  it('makes no address of an id that is none', () => {
    const linkOf = (guid: string) =>
      first(rss(`<item><guid>${guid}</guid></item>`), { url: 'https://example.org/feed' }).link
    expect([linkOf('1234'), linkOf('post-5.html'), linkOf('urn:uuid:1')]).toEqual([null, null, null])
    expect([linkOf('https://example.org/5'), linkOf('/5')]).toEqual(['https://example.org/5', 'https://example.org/5'])
  })

  it('reads RDF, whose items lie beside the channel', () => {
    const feed = read(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>C</title><dc:language>fr</dc:language></channel>
      <item rdf:about="https://example.org/1"><title>One</title><link>https://example.org/1</link><dc:date>2025-04-19T10:00:00+02:00</dc:date></item></rdf:RDF>`)
    expect(feed).toMatchObject({ format: 'rdf', title: 'C', language: 'fr' })
    expect(feed.entries).toMatchObject([{ id: 'https://example.org/1', updated: new Date('2025-04-19T08:00:00Z') }])
  })

  it('takes an RDF item by what it is about, not by the number a library gave it', () => {
    const entry =
      first(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="https://example.org/1"><dc:identifier>doi:10/1</dc:identifier></item></rdf:RDF>`)
    expect(entry.id).toBe('https://example.org/1')
  })

  it.each([
    ['<rss version="2.0" lang="da"><channel><title>T</title></channel></rss>', 'da'],
    ['<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en_GB"><title>T</title></feed>', 'en-GB'],
  ])('knows the language of %s', (xml, language) => {
    expect(read(xml).language).toBe(language)
  })

  it('reads elements of a forerunner of Atom under a prefix', () => {
    const feed = read(
      '<p:feed xmlns:p="http://purl.org/pie/"><p:entry><p:id>1</p:id><p:title>T</p:title></p:entry></p:feed>',
    )
    expect(feed.entries).toMatchObject([{ id: '1', title: { value: 'T' } }])
  })

  it('reads JSON Feed 1.1', () => {
    const feed = read(
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'J',
        items: [
          {
            id: 5,
            url: '/a',
            content_html: '<p><img src="i.png">x</p>',
            date_published: '2025-04-19T10:00:00Z',
            authors: [{ name: 'A' }],
          },
          7,
        ],
      }),
      { url: 'https://example.org/feed.json' },
    )
    expect(feed.entries).toMatchObject([
      {
        id: '5',
        link: 'https://example.org/a',
        author: 'A',
        content: { value: '<p><img src="https://example.org/i.png">x</p>' },
      },
    ])
    expect(feed.warnings).toHaveLength(1)
  })

  it('says what it was given when that is no feed', () => {
    expect(() => read('<!doctype html><html><body>hello</body></html>')).toThrow('web page')
    expect(() => read('hello')).toThrow(SourceError)
    expect(() => read('  ')).toThrow('empty')
  })
})
