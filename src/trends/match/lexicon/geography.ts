/**
 * Countries and territories: `code: names | demonyms | capital and metonyms | places inside`. Metonyms stand for the
 * state ("the Kremlin said"); people change office, so only the definition itself brings persons in.
 */
export const COUNTRY_WORDS = `
us: United States, America, U.S., USA, US | American, Americans | Washington, White House, Pentagon, State Department, Capitol Hill, Oval Office, Trump | New York, California, Texas, Florida, Louisiana, Michigan, Ohio, Wall Street, Seattle, Chicago, Los Angeles, Alaska, Hawaii, Gulf Coast, Silicon Valley, Midwest
gb: United Kingdom, Britain, Great Britain, UK, U.K., England | British, Briton, Britons, English | London, Downing Street, Westminster, Whitehall, Number 10 | Scotland, Wales, Northern Ireland, Scottish, Scots, Welsh, Manchester, Leeds, Runcorn, Birmingham, NHS, Labour, Starmer
fr: France | French | Paris, Elysee, Élysée, Matignon, Macron | Marseille, Lyon, Normandy
de: Germany | German, Germans | Berlin, Bundestag | Frankfurt, Munich, Bavaria, Hamburg
it: Italy | Italian, Italians | Rome | Milan, Sicily, Venice
es: Spain | Spanish, Spaniard | Madrid | Catalonia, Barcelona, Iberia, Iberian
pt: Portugal | Portuguese | Lisbon | Porto, Iberia, Iberian
nl: Netherlands, Holland | Dutch | The Hague, Amsterdam | Rotterdam, Utrecht
be: Belgium | Belgian | | Antwerp, Flanders
ie: Ireland | Irish | Dublin
at: Austria | Austrian | Vienna
ch: Switzerland | Swiss | Bern | Zurich, Geneva
dk: Denmark | Danish, Dane | Copenhagen | Greenland, Greenlandic
se: Sweden | Swedish, Swede | Stockholm
no: Norway | Norwegian | Oslo
fi: Finland | Finnish, Finn | Helsinki
is: Iceland | Icelandic | Reykjavik
pl: Poland | Polish, Pole | Warsaw | Gdansk
cz: Czech Republic, Czechia | Czech | Prague
sk: Slovakia | Slovak | Bratislava
hu: Hungary | Hungarian | Budapest, Orban, Orbán
ro: Romania | Romanian | Bucharest
bg: Bulgaria | Bulgarian | Sofia
gr: Greece | Greek | Athens
tr: Turkey, Türkiye, Turkiye | Turkish, Turk | Ankara, Erdogan, Erdoğan | Istanbul
ee: Estonia | Estonian | Tallinn
lv: Latvia | Latvian | Riga
lt: Lithuania | Lithuanian | Vilnius
rs: Serbia | Serbian, Serb | Belgrade
xk: Kosovo | Kosovar | Pristina
ba: Bosnia | Bosnian | Sarajevo
hr: Croatia | Croatian | Zagreb
md: Moldova | Moldovan | Chisinau | Transnistria
by: Belarus | Belarusian | Minsk, Lukashenko
ua: Ukraine | Ukrainian, Ukrainians | Kyiv, Kiev, Zelensky, Zelenskyy, Zelenskiy | Kharkiv, Odesa, Odessa, Donbas, Donetsk, Luhansk, Crimea, Zaporizhzhia, Kherson, Sumy, Kupiansk, Pokrovsk
ru: Russia, Russian Federation | Russian, Russians | Moscow, Kremlin, Putin | Siberia, Chechnya, Kursk, Belgorod, St Petersburg, Vladivostok
ge: Georgia | Georgian | Tbilisi
am: Armenia | Armenian | Yerevan
az: Azerbaijan | Azerbaijani, Azeri | Baku
kz: Kazakhstan | Kazakh | Astana
uz: Uzbekistan | Uzbek | Tashkent
cn: China, People's Republic | Chinese | Beijing, Xi Jinping, Zhongnanhai, People's Liberation Army, PLA | Shanghai, Shenzhen, Hong Kong, Xinjiang, Tibet, Guangdong, Wuhan
tw: Taiwan | Taiwanese | Taipei | Kaohsiung, Kinmen, Taiwan Strait, Tainan, Hsinchu, Matsu
jp: Japan | Japanese | Tokyo | Osaka, Okinawa, Hokkaido
kr: South Korea, Republic of Korea | South Korean, South Koreans | Seoul | Busan
kp: North Korea, DPRK | North Korean, North Koreans | Pyongyang, Kim Jong Un, Kim Jong-un | Yongbyon, Punggye-ri, Kangson, Panmunjom
in: India | Indian, Indians | New Delhi, Delhi, Modi | Mumbai, Kashmir, Punjab, Gujarat, Pahalgam
pk: Pakistan | Pakistani, Pakistanis | Islamabad | Karachi, Lahore, Punjab, Kashmir, Balochistan, Rawalpindi
bd: Bangladesh | Bangladeshi | Dhaka
lk: Sri Lanka | Sri Lankan | Colombo
np: Nepal | Nepali, Nepalese | Kathmandu
af: Afghanistan | Afghan | Kabul, Taliban
mm: Myanmar, Burma | Burmese | Naypyidaw | Rangoon, Yangon
th: Thailand | Thai | Bangkok
vn: Vietnam | Vietnamese | Hanoi | Ho Chi Minh City
ph: Philippines | Filipino, Philippine | Manila | Luzon, Mindanao, Scarborough Shoal
my: Malaysia | Malaysian | Kuala Lumpur
sg: Singapore | Singaporean |
id: Indonesia | Indonesian | Jakarta | Bali, Java
kh: Cambodia | Cambodian | Phnom Penh
la: Laos | Lao, Laotian | Vientiane
au: Australia | Australian | Canberra | Sydney, Melbourne, Queensland
nz: New Zealand | New Zealander | Wellington
ca: Canada | Canadian | Ottawa, Carney, Trudeau | Quebec, Ontario, Alberta, Toronto
mx: Mexico | Mexican | Mexico City, Sheinbaum, Banxico
br: Brazil | Brazilian | Brasilia, Brasília, Lula | Rio de Janeiro, Amazon rainforest, Sao Paulo
ar: Argentina | Argentine, Argentinian | Buenos Aires, Milei | Peronist, Peronists
cl: Chile | Chilean | Santiago
pe: Peru | Peruvian | Lima
co: Colombia | Colombian | Bogota, Bogotá
ve: Venezuela | Venezuelan | Caracas, Maduro
ec: Ecuador | Ecuadorean, Ecuadorian | Quito
bo: Bolivia | Bolivian | La Paz
gy: Guyana | Guyanese | Georgetown | Essequibo
cu: Cuba | Cuban | Havana
ht: Haiti | Haitian | Port-au-Prince
pa: Panama | Panamanian | Panama City | Panama Canal
gl: Greenland | Greenlandic, Greenlander | Nuuk
il: Israel | Israeli, Israelis | Jerusalem, Tel Aviv, Netanyahu, IDF, Knesset, Mossad | Haifa, West Bank, Golan
ps: Palestine, Palestinian territories | Palestinian, Palestinians | Ramallah, Hamas | Gaza, West Bank, Rafah
ir: Iran, Islamic Republic | Iranian, Iranians | Tehran, Khamenei, Revolutionary Guard, IRGC | Natanz, Fordow, Isfahan, Hormuz, Strait of Hormuz, Qom
iq: Iraq | Iraqi | Baghdad | Basra, Mosul, Erbil, Kurdistan
sy: Syria | Syrian | Damascus, Assad | Aleppo, Idlib
lb: Lebanon | Lebanese | Beirut, Hezbollah
jo: Jordan | Jordanian | Amman
sa: Saudi Arabia | Saudi, Saudis | Riyadh | Aramco, Jeddah
ae: United Arab Emirates, UAE, Emirates | Emirati | Abu Dhabi | Dubai
qa: Qatar | Qatari | Doha
kw: Kuwait | Kuwaiti |
om: Oman | Omani | Muscat
bh: Bahrain | Bahraini | Manama
ye: Yemen | Yemeni | Sanaa, Houthi, Houthis | Aden, Hodeidah, Red Sea
eg: Egypt | Egyptian, Egyptians | Cairo, Sisi, al-Sisi | Suez, Sinai, Luxor, Alexandria
sd: Sudan | Sudanese | Khartoum | Darfur, Blue Nile, El Fasher, Port Sudan
ss: South Sudan | South Sudanese | Juba
et: Ethiopia | Ethiopian, Ethiopians | Addis Ababa, Abiy | Tigray, Amhara, Grand Ethiopian Renaissance Dam, GERD
er: Eritrea | Eritrean | Asmara
so: Somalia | Somali | Mogadishu | Somaliland
ke: Kenya | Kenyan | Nairobi
ug: Uganda | Ugandan | Kampala
rw: Rwanda | Rwandan | Kigali, M23
cd: Democratic Republic of Congo, DRC, Congo | Congolese | Kinshasa | Goma, Kivu
za: South Africa | South African | Pretoria | Johannesburg, Cape Town
zw: Zimbabwe | Zimbabwean | Harare
mz: Mozambique | Mozambican | Maputo
ng: Nigeria | Nigerian | Abuja | Lagos, Borno
gh: Ghana | Ghanaian | Accra
sn: Senegal | Senegalese | Dakar
ci: Ivory Coast, Côte d'Ivoire | Ivorian | Abidjan
ml: Mali | Malian, Malians | Bamako | Gao, Timbuktu, Kidal
ne: Niger | Nigerien | Niamey | Agadez
bf: Burkina Faso, Burkina | Burkinabe, Burkinabè | Ouagadougou | Djibo
td: Chad | Chadian | N'Djamena
cm: Cameroon | Cameroonian | Yaounde
ly: Libya | Libyan | Tripoli | Benghazi
tn: Tunisia | Tunisian | Tunis
dz: Algeria | Algerian | Algiers
ma: Morocco | Moroccan | Rabat | Casablanca, Western Sahara
`

/** Regions: `name: words | member codes`. Naming a region touches its members, more weakly than naming them. */
export const REGION_WORDS = `
eu: European Union, EU, Brussels, European Commission, the Commission, European Parliament, Strasbourg, EU's, bloc, von der Leyen | fr de it es pt nl be ie at dk se fi pl cz sk hu ro bg gr ee lv lt hr
europe: Europe, European, Europeans, continent | fr de it es pt nl be ie at dk se fi pl cz sk hu ro bg gr ee lv lt hr gb ch no is rs
nordics: Nordic, Nordics, Scandinavia, Scandinavian | dk se no fi is
baltics: Baltic, Baltics, Baltic Sea | ee lv lt fi se pl
eurozone: eurozone, euro zone, euro area, ECB, European Central Bank | fr de it es pt nl be ie at fi sk gr ee lv lt hr
middleeast: Middle East, Mideast | il ps ir iq sy lb jo sa ae qa kw om bh ye eg
gulf: Gulf states, Persian Gulf, Arab states, Arab nations | sa ae qa kw om bh
sahel: Sahel | ml ne bf td
westafrica: West Africa, West African, Ecowas, ECOWAS | ml ne bf td sn gn gw sl lr ci gh tg bj ng gm mr cv
eastafrica: East Africa, Horn of Africa | et so ke er
africa: Africa, African, Africans, sub-Saharan | ml ne bf td sn gn gw sl lr ci gh tg bj ng gm mr et so ke er ug rw bi tz cd cg cf cm ga gq ao na bw ls sz za zw zm mw mz mg sd ss dj
southernafrica: southern Africa, Southern Africa, Southern African, southern African | mz mw zm zw za na bw ls sz ao mg
northafrica: North Africa, North African, Maghreb | ma dz tn ly eg
centralasia: Central Asia, Central Asian | kz uz kg tj tm
balkans: Balkans, Balkan, Western Balkans | rs xk ba hr al mk me si bg
pacific: Pacific islands, Pacific Islands, South Pacific, Melanesia, Polynesia | fj sb vu ws to pg
mediterranean: Mediterranean | it gr es mt cy fr tr ly tn eg dz
channel: English Channel, the Channel, Strait of Dover, Dover Strait | gb fr
asia: Asia, Asian, Asians | cn tw jp kr kp in pk bd lk np th vn ph my sg id kh la mm bn mn
southasia: South Asia, South Asian | in pk bd lk np
eastasia: East Asia, Asia-Pacific, Indo-Pacific | cn tw jp kr kp
seasia: Southeast Asia, Southeast Asian, South-East Asia, Asean, South China Sea | th vn ph my sg id kh la
latam: Latin America, South America, Latin American, South American, Central America | br ar cl pe co ve ec bo
caribbean: Caribbean, Gulf of Mexico | cu ht mx us
atlantic: Atlantic |
kashmir: Kashmir, Line of Control | in pk
nile: Nile, Blue Nile | eg et sd
holyland: Jewish state | il
`
