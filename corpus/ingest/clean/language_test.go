package clean

import "testing"

// texts are short news in languages that have near relatives.
var texts = map[string]string{
	"da": "Kommunalbestyrelsen i Sønderlund har besluttet at lukke svømmehallen efter nytår, fordi taget er blevet for dyrt at reparere. Borgmesteren siger, at hun godt kan forstå vreden, men at der ikke er penge i budgettet. Forældrene vil nu samle underskrifter, og de håber, at politikerne ændrer mening, inden vinteren begynder. Ifølge forvaltningen kommer børnene fremover til at køre med bus til nabobyen.",
	"nb": "Kommunestyret i Fjellvik har vedtatt å legge ned svømmehallen etter nyttår, fordi taket er blitt for dyrt å reparere. Ordføreren sier at hun godt kan forstå sinnet, men at det ikke finnes penger i budsjettet. Foreldrene vil nå samle underskrifter, og de håper at politikerne skifter mening før vinteren begynner. Ifølge rådmannen må barna heretter kjøre buss til nabobyen.",
	"sv": "Kommunfullmäktige i Björkvik har beslutat att stänga simhallen efter nyår eftersom taket har blivit för dyrt att laga. Borgmästaren säger att hon förstår ilskan men att det inte finns några pengar i budgeten. Föräldrarna ska nu samla namnunderskrifter och hoppas att politikerna ändrar sig innan vintern börjar. Enligt förvaltningen får barnen i fortsättningen åka buss till grannstaden.",
	"ca": "El ple de l'ajuntament de Vilaflor ha decidit tancar la piscina coberta després de Cap d'Any perquè arreglar la teulada surt massa car. L'alcaldessa diu que entén l'enuig dels veïns, però que no hi ha diners al pressupost. Les famílies recolliran signatures i esperen que els regidors canviïn d'opinió abans que comenci l'hivern. Segons el consistori, els nens aniran amb autobús al poble del costat.",
	"es": "El pleno del ayuntamiento de Villaflor ha decidido cerrar la piscina cubierta después de Año Nuevo porque arreglar el tejado resulta demasiado caro. La alcaldesa dice que entiende el enfado de los vecinos, pero que no hay dinero en el presupuesto. Las familias recogerán firmas y esperan que los concejales cambien de opinión antes de que empiece el invierno. Según el consistorio, los niños irán en autobús al pueblo de al lado.",
	"gl": "O pleno do concello de Vilaflor decidiu pechar a piscina cuberta despois do Aninovo porque arranxar o tellado sae caro de máis. A alcaldesa di que entende o enfado da veciñanza, pero que non hai cartos no orzamento. As familias recollerán sinaturas e agardan que os concelleiros muden de opinión antes de que comece o inverno. Segundo o goberno local, os nenos irán en autobús á vila do lado.",
	"pt": "A câmara municipal de Vila Flor decidiu fechar a piscina coberta depois do Ano Novo porque consertar o telhado fica caro demais. A presidente diz que entende a irritação dos moradores, mas que não há dinheiro no orçamento. As famílias vão recolher assinaturas e esperam que os vereadores mudem de opinião antes que comece o inverno. Segundo a autarquia, as crianças passarão a ir de ônibus à cidade vizinha.",
	"bg": "Общинският съвет в Горна поляна реши да затвори закрития басейн след Нова година, защото ремонтът на покрива е станал твърде скъп. Кметицата казва, че разбира гнева на хората, но в бюджета няма пари. Родителите ще събират подписи и се надяват съветниците да променят мнението си, преди да започне зимата. Според общината децата ще пътуват с автобус до съседния град.",
	"ru": "Городской совет Верхнеозёрска решил закрыть бассейн после Нового года, потому что ремонт крыши стал слишком дорогим. Мэр говорит, что понимает возмущение жителей, но денег в бюджете нет. Родители будут собирать подписи и надеются, что депутаты передумают до начала зимы. По словам администрации, дети станут ездить на автобусе в соседний город.",
	"mk": "Општинскиот совет во Горно Поле одлучи да го затвори затворениот базен по Нова година, бидејќи поправката на покривот стана премногу скапа. Градоначалничката вели дека го разбира гневот на луѓето, но дека нема пари во буџетот. Родителите ќе собираат потписи и се надеваат дека советниците ќе се премислат пред да почне зимата. Според општината, децата ќе патуваат со автобус во соседниот град.",
	"uk": "Міська рада Верхньоозерська вирішила закрити басейн після Нового року, бо ремонт даху став надто дорогим. Міська голова каже, що розуміє обурення мешканців, але грошей у бюджеті немає. Батьки збиратимуть підписи і сподіваються, що депутати передумають до початку зими. За словами посадовців, діти їздитимуть автобусом до сусіднього міста.",
	"ms": "Majlis bandaran di Tanjung Lumut memutuskan untuk menutup kolam renang tertutup selepas Tahun Baharu kerana kos membaiki bumbungnya terlalu mahal. Datuk bandar berkata beliau memahami kemarahan penduduk, tetapi tiada wang dalam belanjawan. Ibu bapa akan mengumpul tandatangan dan berharap ahli majlis mengubah fikiran sebelum musim hujan bermula. Menurut pihak majlis, kanak-kanak akan menaiki bas ke bandar berdekatan.",
	"id": "Dewan kota di Tanjung Lumut memutuskan untuk menutup kolam renang tertutup setelah Tahun Baru karena biaya memperbaiki atapnya terlalu mahal. Wali kota mengatakan ia bisa memahami kemarahan warga, tetapi tidak ada uang dalam anggaran. Para orang tua akan mengumpulkan tanda tangan dan berharap anggota dewan berubah pikiran sebelum musim hujan mulai. Menurut pemerintah kota, anak-anak nanti akan naik bus ke kota tetangga.",
	"af": "Die stadsraad van Oosterveld het besluit om die swembad ná Nuwejaar te sluit omdat dit te duur geword het om die dak te herstel. Die burgemeester sê sy verstaan die woede, maar daar is nie geld in die begroting nie. Ouers gaan handtekeninge insamel en hoop dat die raadslede van plan sal verander voordat die winter begin. Volgens die munisipaliteit sal die kinders voortaan met die bus na die buurdorp ry.",
	"nl": "De gemeenteraad van Oosterveld heeft besloten het zwembad na Nieuwjaar te sluiten, omdat de reparatie van het dak te duur is geworden. De burgemeester zegt dat ze de boosheid begrijpt, maar dat er geen geld in de begroting zit. Ouders gaan handtekeningen verzamelen en hopen dat de raadsleden van gedachten veranderen voordat de winter begint. Volgens de gemeente gaan de kinderen voortaan met de bus naar de buurgemeente.",
	"cs": "Zastupitelstvo v Horní Lhotce rozhodlo, že po Novém roce zavře krytý bazén, protože oprava střechy je příliš drahá. Starostka říká, že hněv obyvatel chápe, ale že v rozpočtu nejsou peníze. Rodiče budou sbírat podpisy a doufají, že si to zastupitelé rozmyslí, než začne zima. Podle radnice budou děti jezdit autobusem do sousedního města.",
	"sk": "Zastupiteľstvo v Hornej Lehote rozhodlo, že po Novom roku zatvorí krytý bazén, pretože oprava strechy je príliš drahá. Starostka hovorí, že hnev obyvateľov chápe, ale že v rozpočte nie sú peniaze. Rodičia budú zbierať podpisy a dúfajú, že si to poslanci rozmyslia, kým sa začne zima. Podľa úradu budú deti jazdiť autobusom do susedného mesta.",
	"hr": "Gradsko vijeće Gornjeg Polja odlučilo je zatvoriti bazen nakon Nove godine jer je popravak krova postao preskup. Gradonačelnica kaže da razumije bijes građana, ali da u proračunu nema novca. Roditelji će prikupljati potpise i nadaju se da će se vijećnici predomisliti prije početka zime. Prema riječima nadležnih, djeca će ubuduće ići autobusom u susjedni grad.",
	"fa": "شورای شهر تصمیم گرفت استخر سرپوشیده را پس از آغاز سال نو تعطیل کند، چون هزینهٔ تعمیر سقف آن بسیار زیاد شده است. شهردار می\u200cگوید خشم مردم را درک می\u200cکند، اما پولی در بودجه نیست. پدران و مادران قصد دارند امضا جمع کنند و امیدوارند اعضای شورا پیش از شروع زمستان نظر خود را تغییر دهند. به گفتهٔ شهرداری، کودکان از این پس با اتوبوس به شهر همسایه می\u200cروند.",
	"ar": "قرر مجلس المدينة إغلاق المسبح المغطى بعد رأس السنة لأن تكلفة إصلاح السقف أصبحت مرتفعة جدا. وقالت رئيسة البلدية إنها تتفهم غضب السكان لكن لا يوجد مال في الميزانية. وسيجمع الأهالي التوقيعات ويأملون أن يغير الأعضاء رأيهم قبل بداية الشتاء. وذكرت البلدية أن الأطفال سيذهبون بالحافلة إلى المدينة المجاورة.",
	"ur": "شہر کی کونسل نے نئے سال کے بعد تالاب بند کرنے کا فیصلہ کیا ہے کیونکہ چھت کی مرمت بہت مہنگی ہو گئی ہے۔ میئر کا کہنا ہے کہ وہ لوگوں کا غصہ سمجھتی ہیں لیکن بجٹ میں پیسے نہیں ہیں۔ والدین دستخط جمع کریں گے اور انہیں امید ہے کہ ارکان سردیوں سے پہلے اپنی رائے بدل لیں گے۔ انتظامیہ کے مطابق بچے اب بس کے ذریعے قریبی شہر جائیں گے۔",
	"hi": "नगर परिषद ने नए साल के बाद तरणताल बंद करने का फैसला किया है क्योंकि छत की मरम्मत बहुत महंगी हो गई है। महापौर का कहना है कि वह लोगों का गुस्सा समझती हैं, लेकिन बजट में पैसे नहीं हैं। माता-पिता हस्ताक्षर जमा करेंगे और उन्हें उम्मीद है कि सदस्य सर्दी शुरू होने से पहले अपनी राय बदल लेंगे। प्रशासन के अनुसार बच्चे अब बस से पड़ोस के शहर जाएंगे।",
	"mr": "नगरपालिकेने नवीन वर्षानंतर जलतरण तलाव बंद करण्याचा निर्णय घेतला आहे, कारण छताची दुरुस्ती खूप महाग झाली आहे. महापौर म्हणतात की त्यांना लोकांचा राग समजतो, पण अर्थसंकल्पात पैसे नाहीत. पालक सह्या गोळा करणार आहेत आणि हिवाळा सुरू होण्यापूर्वी सदस्य आपले मत बदलतील अशी त्यांना आशा आहे. प्रशासनाच्या मते मुले आता बसने शेजारच्या शहरात जातील.",
}

func TestDeclaredLanguageIsNotTakenForANearRelative(t *testing.T) {
	for declared, text := range texts {
		if got := LanguageOf(text, declared); got != declared {
			t.Errorf("a text in %s became %q", declared, got)
		}
	}
}

func TestLanguageThatIsKnownIsNotTakenForAnother(t *testing.T) {
	unknown := map[string]bool{"ca": true, "gl": true, "ms": true, "sk": true}
	for language, text := range texts {
		if got := Language(text); got != "" && got != language && !unknown[language] {
			t.Errorf("a text in %s is taken for %q", language, got)
		}
	}
	for _, language := range []string{"es", "id", "fa", "ar", "ur", "uk", "mk"} {
		if got := Language(texts[language]); got != language {
			t.Errorf("a text in %s is taken for %q", language, got)
		}
	}
}

func TestDeclaredLanguageYieldsToATextThatIsSurelyInAnother(t *testing.T) {
	for _, tc := range []struct{ name, text, declared, want string }{
		{"a template in English", texts["es"], "en", "es"},
		{"a template in a language that the identifier does not know", texts["es"], "eu", "es"},
		{"Ukrainian on a Russian site", texts["uk"], "ru", "uk"},
		{"another script, the language known", texts["ar"], "en", "ar"},
		{"another script, the language unknown", "Ҡала советы яңы йылдан һуң бассейнды ябырға ҡарар итте.", "en", ""},
		{"Serbian in Latin letters", texts["hr"], "sr", "sr"},
		{"too short to tell", "Ferja er stengt.", "nb", "nb"},
		{"nothing declared", texts["id"], "", "id"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := LanguageOf(tc.text, tc.declared); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
