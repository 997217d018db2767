/** Organisations and offices: `name: aliases`; all of a line are one actor; the codes after @ say where it belongs. Capitals-only names match capitals only. */
export const ORGANISATION_WORDS = `
fed @ us: Federal Reserve, Fed, FOMC, Powell, US central bank, U.S. central bank, Jerome Powell
ecb @ fr de it es: European Central Bank, ECB, Lagarde
boe @ gb: Bank of England, BoE, BOE, Threadneedle Street
rba @ au: Reserve Bank of Australia, RBA
boc @ ca: Bank of Canada, BoC
rbi @ in: Reserve Bank of India, RBI
snb @ ch: Swiss National Bank, SNB
riksbank @ se: Riksbank
bok @ kr: Bank of Korea, BoK
bundesbank @ de: Bundesbank, Deutsche Bank
banxico @ mx: Banxico
boj @ jp: Bank of Japan, BoJ, BOJ
pboc @ cn: People's Bank of China, PBOC, PBoC
imf: International Monetary Fund, IMF
worldbank: World Bank
wto: World Trade Organization, WTO
who: World Health Organization, WHO
un: United Nations, UN, U.N., Security Council
iaea: International Atomic Energy Agency, IAEA, UN watchdog, U.N. watchdog, nuclear watchdog, Grossi
iea: International Energy Agency, IEA
opec: OPEC, OPEC+, Opec, oil cartel, Opec+
nato: NATO, Nato, Atlantic alliance
africanunion: African Union, AU
treasury @ us: US Treasury, Treasury Department, Bessent, Treasury Secretary
commerce @ us: Commerce Department, Lutnick, Bureau of Industry and Security
ustr @ us: trade representative, USTR, Greer
congress @ us: Congress, Senate, House of Representatives, Capitol
scotus: Supreme Court
fda @ us: Food and Drug Administration, FDA
cdc @ us: Centers for Disease Control, CDC
fdic @ us: FDIC, Federal Deposit Insurance Corporation
sec @ us: Securities and Exchange Commission, SEC
doj @ us: Justice Department, Department of Justice, DoJ, DOJ
ftc @ us: Federal Trade Commission, FTC
noaa @ us: NOAA, National Hurricane Center, National Weather Service
commission: European Commission, EU executive, the Commission, Commission president, von der Leyen
epp: European Parliament, MEPs
nvidia: Nvidia
huawei: Huawei
smic: SMIC
tsmc: TSMC, Taiwan Semiconductor
asml: ASML
apple: Apple, Tim Cook, Cupertino
google: Google, Alphabet
meta: Meta, Facebook, Zuckerberg
microsoft: Microsoft
amazon: Amazon.com, Bezos
openai: OpenAI, ChatGPT
tesla: Tesla, Musk
tether: Tether, USDT
circle: USDC
jpmorgan: JPMorgan, JP Morgan, Dimon
moodys: Moody's
hezbollah @ lb: Hezbollah, Hizbullah
hamas @ ps: Hamas
houthi @ ye: Houthi, Houthis, Ansar Allah
irgc @ ir: Revolutionary Guard, IRGC, Revolutionary Guards
idf @ il: IDF, Israel Defense Forces, Israeli military, Israeli army
wagner @ ru: Wagner, Africa Corps
jnim: JNIM, al-Qaeda affiliate
labourparty @ gb: Labour, Labour Party
conservatives @ gb: Conservatives, Tory, Tories
reformuk @ gb: Reform UK, Farage
lbs @ us: Bureau of Labor Statistics, BLS, Labor Department
nasa @ us: NASA, Nasa
interior @ us: Interior Department, Bureau of Reclamation
homeland @ us: Homeland Security, DHS, Border Patrol
usagencies @ us: FEMA, FAA, NTSB, FBI, CIA, EPA, USDA, Federal Aviation Administration
britishagencies @ gb: MI5, MI6, GCHQ, National Crime Agency, Ofcom, Ofgem, Ofwat, Treasury select committee
russianagencies @ ru: FSB, GRU, State Duma, Duma, Rosatom, Roscosmos, Gazprom, Rosneft, Lukoil
sncf @ fr: SNCF, TGV, TGVs
frenchunions @ fr: CGT, CFDT
edf @ fr: EDF, National Rally, Le Pen
germanparties @ de: CDU, SPD, AfD, Bundeswehr, Bundesrat
tepco @ jp: Tepco, TEPCO
jaxa @ jp: JAXA, LDP, Diet
isro @ in: ISRO, Isro, BJP
isi @ pk: ISI
taiwanparties @ tw: Kuomintang, KMT, DPP
anc @ za: ANC, African National Congress
pkk @ tr: PKK
rsf @ sd: Rapid Support Forces, RSF
shabaab @ so: al-Shabaab, al-Shabab
bokoharam @ ng: Boko Haram, ISWAP
tatmadaw @ mm: Tatmadaw
sejm @ pl: Sejm
rada @ ua: Verkhovna Rada, Rada
frontex: Frontex
europol: Europol
spacex: SpaceX, Starlink
blueorigin: Blue Origin
samsung: Samsung
hynix: SK Hynix, Hynix
micron: Micron
`
