/* Includes libraries; their licences are under /static/vendor/. */
var mt,b,pn,Ue,hn,Zo,ri,dt={},mn=[],ii=/acit|ex(?:s|g|n|p|$)|rph|grid|ows|mnc|ntw|ine[ch]|zoo|^ord|itera/i;function le(t,e){for(var o in e)t[o]=e[o];return t}function fn(t){var e=t.parentNode;e&&e.removeChild(t)}function _n(t,e,o){var n,s,r,a={};for(r in e)r=="key"?n=e[r]:r=="ref"?s=e[r]:a[r]=e[r];if(arguments.length>2&&(a.children=arguments.length>3?mt.call(arguments,2):o),typeof t=="function"&&t.defaultProps!=null)for(r in t.defaultProps)a[r]===void 0&&(a[r]=t.defaultProps[r]);return ct(t,a,n,s,null)}function ct(t,e,o,n,s){var r={type:t,props:e,key:o,ref:n,__k:null,__:null,__b:0,__e:null,__d:void 0,__c:null,__h:null,constructor:void 0,__v:s??++pn};return b.vnode!=null&&b.vnode(r),r}function ft(t){return t.children}function lt(t,e){this.props=t,this.context=e}function Se(t,e){if(e==null)return t.__?Se(t.__,t.__.__k.indexOf(t)+1):null;for(var o;e<t.__k.length;e++)if((o=t.__k[e])!=null&&o.__e!=null)return o.__e;return typeof t.type=="function"?Se(t):null}function gn(t){var e,o;if((t=t.__)!=null&&t.__c!=null){for(t.__e=t.__c.base=null,e=0;e<t.__k.length;e++)if((o=t.__k[e])!=null&&o.__e!=null){t.__e=t.__c.base=o.__e;break}return gn(t)}}function Qo(t){(!t.__d&&(t.__d=!0)&&Ue.push(t)&&!pt.__r++||Zo!==b.debounceRendering)&&((Zo=b.debounceRendering)||hn)(pt)}function pt(){for(var t;pt.__r=Ue.length;)t=Ue.sort(function(e,o){return e.__v.__b-o.__v.__b}),Ue=[],t.some(function(e){var o,n,s,r,a,l;e.__d&&(a=(r=(o=e).__v).__e,(l=o.__P)&&(n=[],(s=le({},r)).__v=r.__v+1,uo(l,r,s,o.__n,l.ownerSVGElement!==void 0,r.__h!=null?[a]:null,n,a??Se(r),r.__h),$n(n,r),r.__e!=a&&gn(r)))})}function yn(t,e,o,n,s,r,a,l,u,p){var d,h,m,f,_,y,$,N=n&&n.__k||mn,z=N.length;for(o.__k=[],d=0;d<e.length;d++)if((f=o.__k[d]=(f=e[d])==null||typeof f=="boolean"?null:typeof f=="string"||typeof f=="number"||typeof f=="bigint"?ct(null,f,null,null,f):Array.isArray(f)?ct(ft,{children:f},null,null,null):f.__b>0?ct(f.type,f.props,f.key,null,f.__v):f)!=null){if(f.__=o,f.__b=o.__b+1,(m=N[d])===null||m&&f.key==m.key&&f.type===m.type)N[d]=void 0;else for(h=0;h<z;h++){if((m=N[h])&&f.key==m.key&&f.type===m.type){N[h]=void 0;break}m=null}uo(t,f,m=m||dt,s,r,a,l,u,p),_=f.__e,(h=f.ref)&&m.ref!=h&&($||($=[]),m.ref&&$.push(m.ref,null,f),$.push(h,f.__c||_,f)),_!=null?(y==null&&(y=_),typeof f.type=="function"&&f.__k!=null&&f.__k===m.__k?f.__d=u=bn(f,u,t):u=vn(t,f,m,N,_,u),p||o.type!=="option"?typeof o.type=="function"&&(o.__d=u):t.value=""):u&&m.__e==u&&u.parentNode!=t&&(u=Se(m))}for(o.__e=y,d=z;d--;)N[d]!=null&&(typeof o.type=="function"&&N[d].__e!=null&&N[d].__e==o.__d&&(o.__d=Se(n,d+1)),kn(N[d],N[d]));if($)for(d=0;d<$.length;d++)wn($[d],$[++d],$[++d])}function bn(t,e,o){var n,s;for(n=0;n<t.__k.length;n++)(s=t.__k[n])&&(s.__=t,e=typeof s.type=="function"?bn(s,e,o):vn(o,s,s,t.__k,s.__e,e));return e}function vn(t,e,o,n,s,r){var a,l,u;if(e.__d!==void 0)a=e.__d,e.__d=void 0;else if(o==null||s!=r||s.parentNode==null)e:if(r==null||r.parentNode!==t)t.appendChild(s),a=null;else{for(l=r,u=0;(l=l.nextSibling)&&u<n.length;u+=2)if(l==s)break e;t.insertBefore(s,r),a=r}return a!==void 0?a:s.nextSibling}function en(t,e,o){e[0]==="-"?t.setProperty(e,o):t[e]=o==null?"":typeof o!="number"||ii.test(e)?o:o+"px"}function at(t,e,o,n,s){var r;e:if(e==="style")if(typeof o=="string")t.style.cssText=o;else{if(typeof n=="string"&&(t.style.cssText=n=""),n)for(e in n)o&&e in o||en(t.style,e,"");if(o)for(e in o)n&&o[e]===n[e]||en(t.style,e,o[e])}else if(e[0]==="o"&&e[1]==="n")r=e!==(e=e.replace(/Capture$/,"")),e=e.toLowerCase()in t?e.toLowerCase().slice(2):e.slice(2),t.l||(t.l={}),t.l[e+r]=o,o?n||t.addEventListener(e,r?on:tn,r):t.removeEventListener(e,r?on:tn,r);else if(e!=="dangerouslySetInnerHTML"){if(s)e=e.replace(/xlink[H:h]/,"h").replace(/sName$/,"s");else if(e!=="href"&&e!=="list"&&e!=="form"&&e!=="tabIndex"&&e!=="download"&&e in t)try{t[e]=o??"";break e}catch{}typeof o=="function"||(o!=null&&(o!==!1||e[0]==="a"&&e[1]==="r")?t.setAttribute(e,o):t.removeAttribute(e))}}function tn(t){this.l[t.type+!1](b.event?b.event(t):t)}function on(t){this.l[t.type+!0](b.event?b.event(t):t)}function uo(t,e,o,n,s,r,a,l,u){var p,d,h,m,f,_,y,$,N,z,xe,C=e.type;if(e.constructor!==void 0)return null;o.__h!=null&&(u=o.__h,l=e.__e=o.__e,e.__h=null,r=[l]),(p=b.__b)&&p(e);try{e:if(typeof C=="function"){if($=e.props,N=(p=C.contextType)&&n[p.__c],z=p?N?N.props.value:p.__:n,o.__c?y=(d=e.__c=o.__c).__=d.__E:("prototype"in C&&C.prototype.render?e.__c=d=new C($,z):(e.__c=d=new lt($,z),d.constructor=C,d.render=ci),N&&N.sub(d),d.props=$,d.state||(d.state={}),d.context=z,d.__n=n,h=d.__d=!0,d.__h=[]),d.__s==null&&(d.__s=d.state),C.getDerivedStateFromProps!=null&&(d.__s==d.state&&(d.__s=le({},d.__s)),le(d.__s,C.getDerivedStateFromProps($,d.__s))),m=d.props,f=d.state,h)C.getDerivedStateFromProps==null&&d.componentWillMount!=null&&d.componentWillMount(),d.componentDidMount!=null&&d.__h.push(d.componentDidMount);else{if(C.getDerivedStateFromProps==null&&$!==m&&d.componentWillReceiveProps!=null&&d.componentWillReceiveProps($,z),!d.__e&&d.shouldComponentUpdate!=null&&d.shouldComponentUpdate($,d.__s,z)===!1||e.__v===o.__v){d.props=$,d.state=d.__s,e.__v!==o.__v&&(d.__d=!1),d.__v=e,e.__e=o.__e,e.__k=o.__k,e.__k.forEach(function(it){it&&(it.__=e)}),d.__h.length&&a.push(d);break e}d.componentWillUpdate!=null&&d.componentWillUpdate($,d.__s,z),d.componentDidUpdate!=null&&d.__h.push(function(){d.componentDidUpdate(m,f,_)})}d.context=z,d.props=$,d.state=d.__s,(p=b.__r)&&p(e),d.__d=!1,d.__v=e,d.__P=t,p=d.render(d.props,d.state,d.context),d.state=d.__s,d.getChildContext!=null&&(n=le(le({},n),d.getChildContext())),h||d.getSnapshotBeforeUpdate==null||(_=d.getSnapshotBeforeUpdate(m,f)),xe=p!=null&&p.type===ft&&p.key==null?p.props.children:p,yn(t,Array.isArray(xe)?xe:[xe],e,o,n,s,r,a,l,u),d.base=e.__e,e.__h=null,d.__h.length&&a.push(d),y&&(d.__E=d.__=null),d.__e=!1}else r==null&&e.__v===o.__v?(e.__k=o.__k,e.__e=o.__e):e.__e=ai(o.__e,e,o,n,s,r,a,u);(p=b.diffed)&&p(e)}catch(it){e.__v=null,(u||r!=null)&&(e.__e=l,e.__h=!!u,r[r.indexOf(l)]=null),b.__e(it,e,o)}}function $n(t,e){b.__c&&b.__c(e,t),t.some(function(o){try{t=o.__h,o.__h=[],t.some(function(n){n.call(o)})}catch(n){b.__e(n,o.__v)}})}function ai(t,e,o,n,s,r,a,l){var u,p,d,h=o.props,m=e.props,f=e.type,_=0;if(f==="svg"&&(s=!0),r!=null){for(;_<r.length;_++)if((u=r[_])&&(u===t||(f?u.localName==f:u.nodeType==3))){t=u,r[_]=null;break}}if(t==null){if(f===null)return document.createTextNode(m);t=s?document.createElementNS("http://www.w3.org/2000/svg",f):document.createElement(f,m.is&&m),r=null,l=!1}if(f===null)h===m||l&&t.data===m||(t.data=m);else{if(r=r&&mt.call(t.childNodes),p=(h=o.props||dt).dangerouslySetInnerHTML,d=m.dangerouslySetInnerHTML,!l){if(r!=null)for(h={},_=0;_<t.attributes.length;_++)h[t.attributes[_].name]=t.attributes[_].value;(d||p)&&(d&&(p&&d.__html==p.__html||d.__html===t.innerHTML)||(t.innerHTML=d&&d.__html||""))}if((function(y,$,N,z,xe){var C;for(C in N)C==="children"||C==="key"||C in $||at(y,C,null,N[C],z);for(C in $)xe&&typeof $[C]!="function"||C==="children"||C==="key"||C==="value"||C==="checked"||N[C]===$[C]||at(y,C,$[C],N[C],z)})(t,m,h,s,l),d)e.__k=[];else if(_=e.props.children,yn(t,Array.isArray(_)?_:[_],e,o,n,s&&f!=="foreignObject",r,a,r?r[0]:o.__k&&Se(o,0),l),r!=null)for(_=r.length;_--;)r[_]!=null&&fn(r[_]);l||("value"in m&&(_=m.value)!==void 0&&(_!==t.value||f==="progress"&&!_)&&at(t,"value",_,h.value,!1),"checked"in m&&(_=m.checked)!==void 0&&_!==t.checked&&at(t,"checked",_,h.checked,!1))}return t}function wn(t,e,o){try{typeof t=="function"?t(e):t.current=e}catch(n){b.__e(n,o)}}function kn(t,e,o){var n,s;if(b.unmount&&b.unmount(t),(n=t.ref)&&(n.current&&n.current!==t.__e||wn(n,null,e)),(n=t.__c)!=null){if(n.componentWillUnmount)try{n.componentWillUnmount()}catch(r){b.__e(r,e)}n.base=n.__P=null}if(n=t.__k)for(s=0;s<n.length;s++)n[s]&&kn(n[s],e,typeof t.type!="function");o||t.__e==null||fn(t.__e),t.__e=t.__d=void 0}function ci(t,e,o){return this.constructor(t,o)}function xn(t,e,o){var n,s,r;b.__&&b.__(t,e),s=(n=typeof o=="function")?null:o&&o.__k||e.__k,r=[],uo(e,t=(!n&&o||e).__k=_n(ft,null,[t]),s||dt,dt,e.ownerSVGElement!==void 0,!n&&o?[o]:s?null:e.firstChild?mt.call(e.childNodes):null,r,!n&&o?o:s?s.__e:e.firstChild,n),$n(r,t)}mt=mn.slice,b={__e:function(t,e){for(var o,n,s;e=e.__;)if((o=e.__c)&&!o.__)try{if((n=o.constructor)&&n.getDerivedStateFromError!=null&&(o.setState(n.getDerivedStateFromError(t)),s=o.__d),o.componentDidCatch!=null&&(o.componentDidCatch(t),s=o.__d),s)return o.__E=o}catch(r){t=r}throw t}},pn=0,lt.prototype.setState=function(t,e){var o;o=this.__s!=null&&this.__s!==this.state?this.__s:this.__s=le({},this.state),typeof t=="function"&&(t=t(le({},o),this.props)),t&&le(o,t),t!=null&&this.__v&&(e&&this.__h.push(e),Qo(this))},lt.prototype.forceUpdate=function(t){this.__v&&(this.__e=!0,t&&this.__h.push(t),Qo(this))},lt.prototype.render=ft,Ue=[],hn=typeof Promise=="function"?Promise.prototype.then.bind(Promise.resolve()):setTimeout,pt.__r=0,ri=0;var _t,Y,nn,ht=0,co=[],sn=b.__b,rn=b.__r,an=b.diffed,cn=b.__c,ln=b.unmount;function po(t,e){b.__h&&b.__h(Y,t,ht||e),ht=0;var o=Y.__H||(Y.__H={__:[],__h:[]});return t>=o.__.length&&o.__.push({}),o.__[t]}function g(t){return ht=1,li(En,t)}function li(t,e,o){var n=po(_t++,2);return n.t=t,n.__c||(n.__=[o?o(e):En(void 0,e),function(s){var r=n.t(n.__[0],s);n.__[0]!==r&&(n.__=[r,n.__[1]],n.__c.setState({}))}],n.__c=Y),n.__}function w(t,e){var o=po(_t++,3);!b.__s&&Sn(o.__H,e)&&(o.__=t,o.__H=e,Y.__H.__h.push(o))}function q(t){return ht=5,gt(function(){return{current:t}},[])}function gt(t,e){var o=po(_t++,7);return Sn(o.__H,e)&&(o.__=t(),o.__H=e,o.__h=t),o.__}function ui(){co.forEach(function(t){if(t.__P)try{t.__H.__h.forEach(ut),t.__H.__h.forEach(lo),t.__H.__h=[]}catch(e){t.__H.__h=[],b.__e(e,t.__v)}}),co=[]}b.__b=function(t){Y=null,sn&&sn(t)},b.__r=function(t){rn&&rn(t),_t=0;var e=(Y=t.__c).__H;e&&(e.__h.forEach(ut),e.__h.forEach(lo),e.__h=[])},b.diffed=function(t){an&&an(t);var e=t.__c;e&&e.__H&&e.__H.__h.length&&(co.push(e)!==1&&nn===b.requestAnimationFrame||((nn=b.requestAnimationFrame)||function(o){var n,s=function(){clearTimeout(r),un&&cancelAnimationFrame(n),setTimeout(o)},r=setTimeout(s,100);un&&(n=requestAnimationFrame(s))})(ui)),Y=void 0},b.__c=function(t,e){e.some(function(o){try{o.__h.forEach(ut),o.__h=o.__h.filter(function(n){return!n.__||lo(n)})}catch(n){e.some(function(s){s.__h&&(s.__h=[])}),e=[],b.__e(n,o.__v)}}),cn&&cn(t,e)},b.unmount=function(t){ln&&ln(t);var e=t.__c;if(e&&e.__H)try{e.__H.__.forEach(ut)}catch(o){b.__e(o,e.__v)}};var un=typeof requestAnimationFrame=="function";function ut(t){var e=Y;typeof t.__c=="function"&&t.__c(),Y=e}function lo(t){var e=Y;t.__c=t.__(),Y=e}function Sn(t,e){return!t||t.length!==e.length||e.some(function(o,n){return o!==t[n]})}function En(t,e){return typeof e=="function"?e(t):e}var An=function(t,e,o,n){var s;e[0]=0;for(var r=1;r<e.length;r++){var a=e[r++],l=e[r]?(e[0]|=a?1:2,o[e[r++]]):e[++r];a===3?n[0]=l:a===4?n[1]=Object.assign(n[1]||{},l):a===5?(n[1]=n[1]||{})[e[++r]]=l:a===6?n[1][e[++r]]+=l+"":a?(s=t.apply(l,An(t,l,o,["",null])),n.push(s),l[0]?e[0]|=2:(e[r-2]=0,e[r]=s)):n.push(l)}return n},dn=new Map,c=function(t){var e=dn.get(this);return e||(e=new Map,dn.set(this,e)),(e=An(this,e.get(t)||(e.set(t,e=(function(o){for(var n,s,r=1,a="",l="",u=[0],p=function(m){r===1&&(m||(a=a.replace(/^\s*\n\s*|\s*\n\s*$/g,"")))?u.push(0,m,a):r===3&&(m||a)?(u.push(3,m,a),r=2):r===2&&a==="..."&&m?u.push(4,m,0):r===2&&a&&!m?u.push(5,0,!0,a):r>=5&&((a||!m&&r===5)&&(u.push(r,0,a,s),r=6),m&&(u.push(r,m,0,s),r=6)),a=""},d=0;d<o.length;d++){d&&(r===1&&p(),p(d));for(var h=0;h<o[d].length;h++)n=o[d][h],r===1?n==="<"?(p(),u=[u],r=3):a+=n:r===4?a==="--"&&n===">"?(r=1,a=""):a=n+a[0]:l?n===l?l="":a+=n:n==='"'||n==="'"?l=n:n===">"?(p(),r=1):r&&(n==="="?(r=5,s=a,a=""):n==="/"&&(r<5||o[d][h+1]===">")?(p(),r===3&&(u=u[0]),r=u,(u=u[0]).push(2,0,r),r=0):n===" "||n==="	"||n===`
`||n==="\r"?(p(),r=2):a+=n),r===3&&a==="!--"&&(r=4,u=u[0])}return p(),u})(t)),e),arguments,[])).length>1?e:e[0]}.bind(_n);function ue(t){let e=document.cookie.split("; ").find(o=>o.startsWith(`${t}=`));return e?decodeURIComponent(e.slice(t.length+1)):""}function Q(t,e){let o=e?31536e3:0,n=location.protocol==="https:"?"; secure":"";document.cookie=`${t}=${encodeURIComponent(e)}; path=/; max-age=${o}; samesite=lax${n}`}function yt(){let t=ue("theme");return t==="light"||t==="dark"?t:"auto"}function ho(t){document.documentElement.dataset.theme=t,document.dispatchEvent(new CustomEvent("lab:theme"))}function Cn(t){Q("theme",t==="auto"?"":t),ho(t)}var x=class extends Error{constructor(e,o,n=""){super(o.detail??n),this.status=e,this.code=o.code??"internal",this.errors=o.errors??{},this.challenge=o.challenge??"",this.methods=o.methods??[],this.email=o.email??""}get summary(){return[this.message,...new Set(Object.values(this.errors).flat())].join(" ")}};function L(t){if(t instanceof x)return t;throw t}var M=class{#e=new Set;constructor(e){this.value=e}set(e){if(!Object.is(e,this.value)){this.value=e;for(let o of[...this.#e])o()}}subscribe(e){return this.#e.add(e),()=>this.#e.delete(e)}};var ee=Object.create(null);ee.open="0",ee.close="1",ee.ping="2",ee.pong="3",ee.message="4",ee.upgrade="5",ee.noop="6";var $t=Object.create(null);Object.keys(ee).forEach((t=>{$t[ee[t]]=t}));var go={type:"error",data:"parser error"},Rn=typeof Blob=="function"||typeof Blob<"u"&&Object.prototype.toString.call(Blob)==="[object BlobConstructor]",In=typeof ArrayBuffer=="function",Dn=t=>typeof ArrayBuffer.isView=="function"?ArrayBuffer.isView(t):t&&t.buffer instanceof ArrayBuffer,Oo=({type:t,data:e},o,n)=>Rn&&e instanceof Blob?o?n(e):Tn(e,n):In&&(e instanceof ArrayBuffer||Dn(e))?o?n(e):Tn(new Blob([e]),n):n(ee[t]+(e||"")),Tn=(t,e)=>{let o=new FileReader;return o.onload=function(){let n=o.result.split(",")[1];e("b"+(n||""))},o.readAsDataURL(t)};function On(t){return t instanceof Uint8Array?t:t instanceof ArrayBuffer?new Uint8Array(t):new Uint8Array(t.buffer,t.byteOffset,t.byteLength)}var mo,di="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",Ve=typeof Uint8Array>"u"?[]:new Uint8Array(256);for(let t=0;t<64;t++)Ve[di.charCodeAt(t)]=t;var pi=typeof ArrayBuffer=="function",Po=(t,e)=>{if(typeof t!="string")return{type:"message",data:qn(t,e)};let o=t.charAt(0);return o==="b"?{type:"message",data:hi(t.substring(1),e)}:$t[o]?t.length>1?{type:$t[o],data:t.substring(1)}:{type:$t[o]}:go},hi=(t,e)=>{if(pi){let o=(n=>{let s,r,a,l,u,p=.75*n.length,d=n.length,h=0;n[n.length-1]==="="&&(p--,n[n.length-2]==="="&&p--);let m=new ArrayBuffer(p),f=new Uint8Array(m);for(s=0;s<d;s+=4)r=Ve[n.charCodeAt(s)],a=Ve[n.charCodeAt(s+1)],l=Ve[n.charCodeAt(s+2)],u=Ve[n.charCodeAt(s+3)],f[h++]=r<<2|a>>4,f[h++]=(15&a)<<4|l>>2,f[h++]=(3&l)<<6|63&u;return m})(t);return qn(o,e)}return{base64:!0,data:t}},qn=(t,e)=>e==="blob"?t instanceof Blob?t:new Blob([t]):t instanceof ArrayBuffer?t:t.buffer,Pn="";function mi(){return new TransformStream({transform(t,e){(function(o,n){Rn&&o.data instanceof Blob?o.data.arrayBuffer().then(On).then(n):In&&(o.data instanceof ArrayBuffer||Dn(o.data))?n(On(o.data)):Oo(o,!1,(s=>{mo||(mo=new TextEncoder),n(mo.encode(s))}))})(t,(o=>{let n=o.length,s;if(n<126)s=new Uint8Array(1),new DataView(s.buffer).setUint8(0,n);else if(n<65536){s=new Uint8Array(3);let r=new DataView(s.buffer);r.setUint8(0,126),r.setUint16(1,n)}else{s=new Uint8Array(9);let r=new DataView(s.buffer);r.setUint8(0,127),r.setBigUint64(1,BigInt(n))}t.data&&typeof t.data!="string"&&(s[0]|=128),e.enqueue(s),e.enqueue(o)}))}})}var fo;function bt(t){return t.reduce(((e,o)=>e+o.length),0)}function vt(t,e){if(t[0].length===e)return t.shift();let o=new Uint8Array(e),n=0;for(let s=0;s<e;s++)o[s]=t[0][n++],n===t[0].length&&(t.shift(),n=0);return t.length&&n<t[0].length&&(t[0]=t[0].slice(n)),o}function j(t){if(t)return(function(e){for(var o in j.prototype)e[o]=j.prototype[o];return e})(t)}j.prototype.on=j.prototype.addEventListener=function(t,e){return this.t=this.t||{},(this.t["$"+t]=this.t["$"+t]||[]).push(e),this},j.prototype.once=function(t,e){function o(){this.off(t,o),e.apply(this,arguments)}return o.fn=e,this.on(t,o),this},j.prototype.off=j.prototype.removeListener=j.prototype.removeAllListeners=j.prototype.removeEventListener=function(t,e){if(this.t=this.t||{},arguments.length==0)return this.t={},this;var o,n=this.t["$"+t];if(!n)return this;if(arguments.length==1)return delete this.t["$"+t],this;for(var s=0;s<n.length;s++)if((o=n[s])===e||o.fn===e){n.splice(s,1);break}return n.length===0&&delete this.t["$"+t],this},j.prototype.emit=function(t){this.t=this.t||{};for(var e=new Array(arguments.length-1),o=this.t["$"+t],n=1;n<arguments.length;n++)e[n-1]=arguments[n];if(o){n=0;for(var s=(o=o.slice(0)).length;n<s;++n)o[n].apply(this,e)}return this},j.prototype.emitReserved=j.prototype.emit,j.prototype.listeners=function(t){return this.t=this.t||{},this.t["$"+t]||[]},j.prototype.hasListeners=function(t){return!!this.listeners(t).length};var Ct=typeof Promise=="function"&&typeof Promise.resolve=="function"?t=>Promise.resolve().then(t):(t,e)=>e(t,0),K=typeof self<"u"?self:typeof window<"u"?window:Function("return this")();function Ln(t,...e){return e.reduce(((o,n)=>(t.hasOwnProperty(n)&&(o[n]=t[n]),o)),{})}var fi=K.setTimeout,_i=K.clearTimeout;function Tt(t,e){e.useNativeTimers?(t.setTimeoutFn=fi.bind(K),t.clearTimeoutFn=_i.bind(K)):(t.setTimeoutFn=K.setTimeout.bind(K),t.clearTimeoutFn=K.clearTimeout.bind(K))}function Mn(){return Date.now().toString(36).substring(3)+Math.random().toString(36).substring(2,5)}var yo=class extends Error{constructor(e,o,n){super(e),this.description=o,this.context=n,this.type="TransportError"}},We=class extends j{constructor(e){super(),this.writable=!1,Tt(this,e),this.opts=e,this.query=e.query,this.socket=e.socket,this.supportsBinary=!e.forceBase64}onError(e,o,n){return super.emitReserved("error",new yo(e,o,n)),this}open(){return this.readyState="opening",this.doOpen(),this}close(){return this.readyState!=="opening"&&this.readyState!=="open"||(this.doClose(),this.onClose()),this}send(e){this.readyState==="open"&&this.write(e)}onOpen(){this.readyState="open",this.writable=!0,super.emitReserved("open")}onData(e){let o=Po(e,this.socket.binaryType);this.onPacket(o)}onPacket(e){super.emitReserved("packet",e)}onClose(e){this.readyState="closed",super.emitReserved("close",e)}pause(e){}createUri(e,o={}){return e+"://"+this.i()+this.o()+this.opts.path+this.h(o)}i(){let e=this.opts.hostname;return e.indexOf(":")===-1?e:"["+e+"]"}o(){return this.opts.port&&(this.opts.secure&&Number(this.opts.port)!==443||!this.opts.secure&&Number(this.opts.port)!==80)?":"+this.opts.port:""}h(e){let o=(function(n){let s="";for(let r in n)n.hasOwnProperty(r)&&(s.length&&(s+="&"),s+=encodeURIComponent(r)+"="+encodeURIComponent(n[r]));return s})(e);return o.length?"?"+o:""}},bo=class extends We{constructor(){super(...arguments),this.u=!1}get name(){return"polling"}doOpen(){this.l()}pause(e){this.readyState="pausing";let o=()=>{this.readyState="paused",e()};if(this.u||!this.writable){let n=0;this.u&&(n++,this.once("pollComplete",(function(){--n||o()}))),this.writable||(n++,this.once("drain",(function(){--n||o()})))}else o()}l(){this.u=!0,this.doPoll(),this.emitReserved("poll")}onData(e){((o,n)=>{let s=o.split(Pn),r=[];for(let a=0;a<s.length;a++){let l=Po(s[a],n);if(r.push(l),l.type==="error")break}return r})(e,this.socket.binaryType).forEach((o=>{if(this.readyState==="opening"&&o.type==="open"&&this.onOpen(),o.type==="close")return this.onClose({description:"transport closed by the server"}),!1;this.onPacket(o)})),this.readyState!=="closed"&&(this.u=!1,this.emitReserved("pollComplete"),this.readyState==="open"&&this.l())}doClose(){let e=()=>{this.write([{type:"close"}])};this.readyState==="open"?e():this.once("open",e)}write(e){this.writable=!1,((o,n)=>{let s=o.length,r=new Array(s),a=0;o.forEach(((l,u)=>{Oo(l,!1,(p=>{r[u]=p,++a===s&&n(r.join(Pn))}))}))})(e,(o=>{this.doWrite(o,(()=>{this.writable=!0,this.emitReserved("drain")}))}))}uri(){let e=this.opts.secure?"https":"http",o=this.query||{};return this.opts.timestampRequests!==!1&&(o[this.opts.timestampParam]=Mn()),this.supportsBinary||o.sid||(o.b64=1),this.createUri(e,o)}},Bn=!1;try{Bn=typeof XMLHttpRequest<"u"&&"withCredentials"in new XMLHttpRequest}catch{}var gi=Bn;function yi(){}var vo=class extends bo{constructor(e){if(super(e),typeof location<"u"){let o=location.protocol==="https:",n=location.port;n||(n=o?"443":"80"),this.xd=typeof location<"u"&&e.hostname!==location.hostname||n!==e.port}}doWrite(e,o){let n=this.request({method:"POST",data:e});n.on("success",o),n.on("error",((s,r)=>{this.onError("xhr post error",s,r)}))}doPoll(){let e=this.request();e.on("data",this.onData.bind(this)),e.on("error",((o,n)=>{this.onError("xhr poll error",o,n)})),this.pollXhr=e}},de=class t extends j{constructor(e,o,n){super(),this.createRequest=e,Tt(this,n),this.p=n,this.v=n.method||"GET",this.m=o,this.k=n.data!==void 0?n.data:null,this.A()}A(){var e;let o=Ln(this.p,"agent","pfx","key","passphrase","cert","ca","ciphers","rejectUnauthorized","autoUnref");o.xdomain=!!this.p.xd;let n=this.O=this.createRequest(o);try{n.open(this.v,this.m,!0);try{if(this.p.extraHeaders){n.setDisableHeaderCheck&&n.setDisableHeaderCheck(!0);for(let s in this.p.extraHeaders)this.p.extraHeaders.hasOwnProperty(s)&&n.setRequestHeader(s,this.p.extraHeaders[s])}}catch{}if(this.v==="POST")try{n.setRequestHeader("Content-type","text/plain;charset=UTF-8")}catch{}try{n.setRequestHeader("Accept","*/*")}catch{}(e=this.p.cookieJar)===null||e===void 0||e.addCookies(n),"withCredentials"in n&&(n.withCredentials=this.p.withCredentials),this.p.requestTimeout&&(n.timeout=this.p.requestTimeout),n.onreadystatechange=()=>{var s;n.readyState===3&&((s=this.p.cookieJar)===null||s===void 0||s.parseCookies(n.getResponseHeader("set-cookie"))),n.readyState===4&&(n.status===200||n.status===1223?this._():this.setTimeoutFn((()=>{this.j(typeof n.status=="number"?n.status:0)}),0))},n.send(this.k)}catch(s){return void this.setTimeoutFn((()=>{this.j(s)}),0)}typeof document<"u"&&(this.B=t.requestsCount++,t.requests[this.B]=this)}j(e){this.emitReserved("error",e,this.O),this.C(!0)}C(e){if(this.O!==void 0&&this.O!==null){if(this.O.onreadystatechange=yi,e)try{this.O.abort()}catch{}typeof document<"u"&&delete t.requests[this.B],this.O=null}}_(){let e=this.O.responseText;e!==null&&(this.emitReserved("data",e),this.emitReserved("success"),this.C())}abort(){this.C()}};de.requestsCount=0,de.requests={},typeof document<"u"&&(typeof attachEvent=="function"?attachEvent("onunload",Nn):typeof addEventListener=="function"&&addEventListener("onpagehide"in K?"pagehide":"unload",Nn,!1));function Nn(){for(let t in de.requests)de.requests.hasOwnProperty(t)&&de.requests[t].abort()}var bi=(function(){let t=Fn({xdomain:!1});return t&&t.responseType!==null})(),$o=class extends vo{constructor(e){super(e);let o=e&&e.forceBase64;this.supportsBinary=bi&&!o}request(e={}){return Object.assign(e,{xd:this.xd},this.opts),new de(Fn,this.uri(),e)}};function Fn(t){let e=t.xdomain;try{if(typeof XMLHttpRequest<"u"&&(!e||gi))return new XMLHttpRequest}catch{}if(!e)try{return new K[["Active"].concat("Object").join("X")]("Microsoft.XMLHTTP")}catch{}}var jn=typeof navigator<"u"&&typeof navigator.product=="string"&&navigator.product.toLowerCase()==="reactnative",wo=class extends We{get name(){return"websocket"}doOpen(){let e=this.uri(),o=this.opts.protocols,n=jn?{}:Ln(this.opts,"agent","perMessageDeflate","pfx","key","passphrase","cert","ca","ciphers","rejectUnauthorized","localAddress","protocolVersion","origin","maxPayload","family","checkServerIdentity");this.opts.extraHeaders&&(n.headers=this.opts.extraHeaders);try{this.ws=this.createSocket(e,o,n)}catch(s){return this.emitReserved("error",s)}this.ws.binaryType=this.socket.binaryType,this.addEventListeners()}addEventListeners(){this.ws.onopen=()=>{this.opts.autoUnref&&this.ws.T.unref(),this.onOpen()},this.ws.onclose=e=>this.onClose({description:"websocket connection closed",context:e}),this.ws.onmessage=e=>this.onData(e.data),this.ws.onerror=e=>this.onError("websocket error",e)}write(e){this.writable=!1;for(let o=0;o<e.length;o++){let n=e[o],s=o===e.length-1;Oo(n,this.supportsBinary,(r=>{try{this.doWrite(n,r)}catch{}s&&Ct((()=>{this.writable=!0,this.emitReserved("drain")}),this.setTimeoutFn)}))}}doClose(){this.ws!==void 0&&(this.ws.onerror=()=>{},this.ws.close(),this.ws=null)}uri(){let e=this.opts.secure?"wss":"ws",o=this.query||{};return this.opts.timestampRequests&&(o[this.opts.timestampParam]=Mn()),this.supportsBinary||(o.b64=1),this.createUri(e,o)}},_o=K.WebSocket||K.MozWebSocket,ko=class extends wo{createSocket(e,o,n){return jn?new _o(e,o,n):o?new _o(e,o):new _o(e)}doWrite(e,o){this.ws.send(o)}},xo=class extends We{get name(){return"webtransport"}doOpen(){try{this.N=new WebTransport(this.createUri("https"),this.opts.transportOptions[this.name])}catch(e){return this.emitReserved("error",e)}this.N.closed.then((()=>{this.onClose()})).catch((e=>{this.onError("webtransport error",e)})),this.N.ready.then((()=>{this.N.createBidirectionalStream().then((e=>{let o=(function(l,u){fo||(fo=new TextDecoder);let p=[],d=0,h=-1,m=!1;return new TransformStream({transform(f,_){for(p.push(f);;){if(d===0){if(bt(p)<1)break;let y=vt(p,1);m=!(128&~y[0]),h=127&y[0],d=h<126?3:h===126?1:2}else if(d===1){if(bt(p)<2)break;let y=vt(p,2);h=new DataView(y.buffer,y.byteOffset,y.length).getUint16(0),d=3}else if(d===2){if(bt(p)<8)break;let y=vt(p,8),$=new DataView(y.buffer,y.byteOffset,y.length),N=$.getUint32(0);if(N>Math.pow(2,21)-1){_.enqueue(go);break}h=N*Math.pow(2,32)+$.getUint32(4),d=3}else{if(bt(p)<h)break;let y=vt(p,h);_.enqueue(Po(m?y:fo.decode(y),u)),d=0}if(h===0||h>l){_.enqueue(go);break}}}})})(Number.MAX_SAFE_INTEGER,this.socket.binaryType),n=e.readable.pipeThrough(o).getReader(),s=mi();s.readable.pipeTo(e.writable),this.U=s.writable.getWriter();let r=()=>{n.read().then((({done:l,value:u})=>{l||(this.onPacket(u),r())})).catch((l=>{}))};r();let a={type:"open"};this.query.sid&&(a.data=`{"sid":"${this.query.sid}"}`),this.U.write(a).then((()=>this.onOpen()))}))}))}write(e){this.writable=!1;for(let o=0;o<e.length;o++){let n=e[o],s=o===e.length-1;this.U.write(n).then((()=>{s&&Ct((()=>{this.writable=!0,this.emitReserved("drain")}),this.setTimeoutFn)}))}}doClose(){var e;(e=this.N)===null||e===void 0||e.close()}},vi={websocket:ko,webtransport:xo,polling:$o},$i=/^(?:(?![^:@\/?#]+:[^:@\/]*@)(http|https|ws|wss):\/\/)?((?:(([^:@\/?#]*)(?::([^:@\/?#]*))?)?@)?((?:[a-f0-9]{0,4}:){2,7}[a-f0-9]{0,4}|[^:\/?#]*)(?::(\d*))?)(((\/(?:[^?#](?![^?#\/]*\.[^?#\/.]+(?:[?#]|$)))*\/?)?([^?#\/]*))(?:\?([^#]*))?(?:#(.*))?)/,wi=["source","protocol","authority","userInfo","user","password","host","port","relative","path","directory","file","query","anchor"];function So(t){if(t.length>8e3)throw"URI too long";let e=t,o=t.indexOf("["),n=t.indexOf("]");o!=-1&&n!=-1&&(t=t.substring(0,o)+t.substring(o,n).replace(/:/g,";")+t.substring(n,t.length));let s=$i.exec(t||""),r={},a=14;for(;a--;)r[wi[a]]=s[a]||"";return o!=-1&&n!=-1&&(r.source=e,r.host=r.host.substring(1,r.host.length-1).replace(/;/g,":"),r.authority=r.authority.replace("[","").replace("]","").replace(/;/g,":"),r.ipv6uri=!0),r.pathNames=(function(l,u){let p=/\/{2,9}/g,d=u.replace(p,"/").split("/");return u.slice(0,1)!="/"&&u.length!==0||d.splice(0,1),u.slice(-1)=="/"&&d.splice(d.length-1,1),d})(0,r.path),r.queryKey=(function(l,u){let p={};return u.replace(/(?:^|&)([^&=]*)=?([^&]*)/g,(function(d,h,m){h&&(p[h]=m)})),p})(0,r.query),r}var Eo=typeof addEventListener=="function"&&typeof removeEventListener=="function",wt=[];Eo&&addEventListener("offline",(()=>{wt.forEach((t=>t()))}),!1);var St=class t extends j{constructor(e,o={}){var n,s;if(super(),this.binaryType="arraybuffer",this.writeBuffer=[],this.P=0,this.D=[],this.M=-1,this.S=-1,this.L=-1,this.R=1/0,e&&typeof e=="object"&&(o=e,e=null),e){let r=So(e);o.hostname=r.host,o.secure=r.protocol==="https"||r.protocol==="wss",o.port=r.port,r.query&&(o.query=r.query)}else o.host&&(o.hostname=So(o.host).host);if(Tt(this,o),this.secure=o.secure!=null?o.secure:typeof location<"u"&&location.protocol==="https:",o.hostname&&!o.port&&(o.port=this.secure?"443":"80"),this.hostname=o.hostname||(typeof location<"u"?location.hostname:"localhost"),this.port=o.port||(typeof location<"u"&&location.port?location.port:this.secure?"443":"80"),o.transportImplementations&&o.transports)throw new Error("specifying both 'transportImplementations' and 'transports' options is not supported");o.transportImplementations||!((n=o.transports)===null||n===void 0)&&n.length&&typeof o.transports[0]=="function"?(this.transports=[],this.I=Object.create(null),((s=o.transportImplementations)!==null&&s!==void 0?s:o.transports).forEach((r=>{let a=r.prototype.name;this.transports.push(a),this.I[a]=r}))):(this.transports=o.transports?[...o.transports]:["polling","websocket","webtransport"],this.I=vi),this.opts=Object.assign({path:"/engine.io",agent:!1,withCredentials:!1,upgrade:!0,timestampParam:"t",rememberUpgrade:!1,addTrailingSlash:!0,rejectUnauthorized:!0,perMessageDeflate:{threshold:1024},transportOptions:{},closeOnBeforeunload:!1},o),this.opts.path=this.opts.path.replace(/\/$/,"")+(this.opts.addTrailingSlash?"/":""),typeof this.opts.query=="string"&&(this.opts.query=(function(r){let a={},l=r.split("&");for(let u=0,p=l.length;u<p;u++){let d=l[u].split("=");a[decodeURIComponent(d[0])]=decodeURIComponent(d[1])}return a})(this.opts.query)),Eo&&(this.opts.closeOnBeforeunload&&(this.F=()=>{this.transport&&(this.transport.removeAllListeners(),this.transport.close())},addEventListener("beforeunload",this.F,!1)),this.hostname!=="localhost"&&(this.$=()=>{this.V("transport close",{description:"network connection lost"})},wt.push(this.$))),this.opts.withCredentials&&(this.W=void 0),this.q()}createTransport(e){let o=Object.assign({},this.opts.query);o.EIO=4,o.transport=e,this.id&&(o.sid=this.id);let n=Object.assign({},this.opts,{query:o,socket:this,hostname:this.hostname,secure:this.secure,port:this.port},this.opts.transportOptions[e]);return new this.I[e](n)}q(){if(this.transports.length===0)return void this.setTimeoutFn((()=>{this.emitReserved("error","No transports available")}),0);let e=this.opts.rememberUpgrade&&t.priorWebsocketSuccess&&this.transports.indexOf("websocket")!==-1?"websocket":this.transports[0];this.readyState="opening";let o=this.createTransport(e);o.open(),this.setTransport(o)}setTransport(e){this.transport&&this.transport.removeAllListeners(),this.transport=e,e.on("drain",this.H.bind(this)).on("packet",this.X.bind(this)).on("error",this.j.bind(this)).on("close",(o=>this.V("transport close",o)))}J(e){let o=this.createTransport(e),n=!1;t.priorWebsocketSuccess=!1;let s=()=>{n||(o.send([{type:"ping",data:"probe"}]),o.once("packet",(h=>{if(!n)if(h.type==="pong"&&h.data==="probe"){if(this.upgrading=!0,this.emitReserved("upgrading",o),!o)return;t.priorWebsocketSuccess=o.name==="websocket",this.transport.pause((()=>{n||this.readyState!=="closed"&&(d(),this.setTransport(o),o.send([{type:"upgrade"}]),this.emitReserved("upgrade",o),o=null,this.upgrading=!1,this.flush())}))}else{let m=new Error("probe error");m.transport=o.name,this.emitReserved("upgradeError",m)}})))};function r(){n||(n=!0,d(),o.close(),o=null)}let a=h=>{let m=new Error("probe error: "+h);m.transport=o.name,r(),this.emitReserved("upgradeError",m)};function l(){a("transport closed")}function u(){a("socket closed")}function p(h){o&&h.name!==o.name&&r()}let d=()=>{o.removeListener("open",s),o.removeListener("error",a),o.removeListener("close",l),this.off("close",u),this.off("upgrading",p)};o.once("open",s),o.once("error",a),o.once("close",l),this.once("close",u),this.once("upgrading",p),this.D.indexOf("webtransport")!==-1&&e!=="webtransport"?this.setTimeoutFn((()=>{n||o.open()}),200):o.open()}onOpen(){if(this.readyState="open",t.priorWebsocketSuccess=this.transport.name==="websocket",this.emitReserved("open"),this.flush(),this.readyState==="open"&&this.opts.upgrade)for(let e=0;e<this.D.length;e++)this.J(this.D[e])}X(e){if(this.readyState==="opening"||this.readyState==="open"||this.readyState==="closing")switch(this.emitReserved("packet",e),this.emitReserved("heartbeat"),e.type){case"open":this.onHandshake(JSON.parse(e.data));break;case"ping":this.G("pong"),this.emitReserved("ping"),this.emitReserved("pong"),this.K();break;case"error":let o=new Error("server error");o.code=e.data,this.j(o);break;case"message":this.emitReserved("data",e.data),this.emitReserved("message",e.data)}}onHandshake(e){this.emitReserved("handshake",e),this.id=e.sid,this.transport.query.sid=e.sid,this.D=this.Y(e.upgrades),this.M=e.pingInterval,this.S=e.pingTimeout,this.L=e.maxPayload,this.onOpen(),this.readyState!=="closed"&&this.K()}K(){this.clearTimeoutFn(this.Z);let e=this.M+this.S;this.R=Date.now()+e,this.Z=this.setTimeoutFn((()=>{this.V("ping timeout")}),e),this.opts.autoUnref&&this.Z.unref()}H(){this.writeBuffer.splice(0,this.P),this.P=0,this.writeBuffer.length===0?this.emitReserved("drain"):this.flush()}flush(){if(this.readyState!=="closed"&&this.transport.writable&&!this.upgrading&&this.writeBuffer.length){let e=this.tt();this.transport.send(e),this.P=e.length,this.emitReserved("flush")}}tt(){if(!(this.L&&this.transport.name==="polling"&&this.writeBuffer.length>1))return this.writeBuffer;let e=1;for(let n=0;n<this.writeBuffer.length;n++){let s=this.writeBuffer[n].data;if(s&&(e+=typeof(o=s)=="string"?(function(r){let a=0,l=0;for(let u=0,p=r.length;u<p;u++)a=r.charCodeAt(u),a<128?l+=1:a<2048?l+=2:a<55296||a>=57344?l+=3:(u++,l+=4);return l})(o):Math.ceil(1.33*(o.byteLength||o.size))),n>0&&e>this.L)return this.writeBuffer.slice(0,n);e+=2}var o;return this.writeBuffer}st(){if(!this.R)return!0;let e=Date.now()>this.R;return e&&(this.R=0,Ct((()=>{this.V("ping timeout")}),this.setTimeoutFn)),e}write(e,o,n){return this.G("message",e,o,n),this}send(e,o,n){return this.G("message",e,o,n),this}G(e,o,n,s){if(typeof o=="function"&&(s=o,o=void 0),typeof n=="function"&&(s=n,n=null),this.readyState==="closing"||this.readyState==="closed")return;(n=n||{}).compress=n.compress!==!1;let r={type:e,data:o,options:n};this.emitReserved("packetCreate",r),this.writeBuffer.push(r),s&&this.once("flush",s),this.flush()}close(){let e=()=>{this.V("forced close"),this.transport.close()},o=()=>{this.off("upgrade",o),this.off("upgradeError",o),e()},n=()=>{this.once("upgrade",o),this.once("upgradeError",o)};return this.readyState!=="opening"&&this.readyState!=="open"||(this.readyState="closing",this.writeBuffer.length?this.once("drain",(()=>{this.upgrading?n():e()})):this.upgrading?n():e()),this}j(e){if(t.priorWebsocketSuccess=!1,this.opts.tryAllTransports&&this.transports.length>1&&this.readyState==="opening")return this.transports.shift(),this.q();this.emitReserved("error",e),this.V("transport error",e)}V(e,o){if(this.readyState==="opening"||this.readyState==="open"||this.readyState==="closing"){if(this.clearTimeoutFn(this.Z),this.transport.removeAllListeners("close"),this.transport.close(),this.transport.removeAllListeners(),Eo&&(this.F&&removeEventListener("beforeunload",this.F,!1),this.$)){let n=wt.indexOf(this.$);n!==-1&&wt.splice(n,1)}this.readyState="closed",this.id=null,this.emitReserved("close",e,o),this.writeBuffer=[],this.P=0}}Y(e){let o=[];for(let n=0;n<e.length;n++)~this.transports.indexOf(e[n])&&o.push(e[n]);return o}};St.protocol=4;var ki=typeof ArrayBuffer=="function",xi=t=>typeof ArrayBuffer.isView=="function"?ArrayBuffer.isView(t):t.buffer instanceof ArrayBuffer,Un=Object.prototype.toString,Si=typeof Blob=="function"||typeof Blob<"u"&&Un.call(Blob)==="[object BlobConstructor]",Ei=typeof File=="function"||typeof File<"u"&&Un.call(File)==="[object FileConstructor]";function No(t){return ki&&(t instanceof ArrayBuffer||xi(t))||Si&&t instanceof Blob||Ei&&t instanceof File}function kt(t,e){if(!t||typeof t!="object")return!1;if(Array.isArray(t)){for(let o=0,n=t.length;o<n;o++)if(kt(t[o]))return!0;return!1}if(No(t))return!0;if(t.toJSON&&typeof t.toJSON=="function"&&arguments.length===1)return kt(t.toJSON(),!0);for(let o in t)if(Object.prototype.hasOwnProperty.call(t,o)&&kt(t[o]))return!0;return!1}function Ai(t){let e=[],o=t.data,n=t;return n.data=xt(o,e),n.attachments=e.length,{packet:n,buffers:e}}function xt(t,e,o){if(!t)return t;if(No(t)){let n={_placeholder:!0,num:e.length};return e.push(t),n}if(Array.isArray(t)){let n=new Array(t.length);for(let s=0;s<t.length;s++)n[s]=xt(t[s],e);return n}if(typeof t=="object"&&!(t instanceof Date)){if(t.toJSON&&typeof t.toJSON=="function"&&!o)return xt(t.toJSON(),e,!0);let n={};for(let s in t)Object.prototype.hasOwnProperty.call(t,s)&&(n[s]=xt(t[s],e));return n}return t}function Ci(t,e){return t.data=Ao(t.data,e),delete t.attachments,t}function Ao(t,e){if(!t)return t;if(t&&t._placeholder===!0){if(typeof t.num=="number"&&t.num>=0&&t.num<e.length)return e[t.num];throw new Error("illegal attachments")}if(Array.isArray(t))for(let o=0;o<t.length;o++)t[o]=Ao(t[o],e);else if(typeof t=="object")for(let o in t)Object.prototype.hasOwnProperty.call(t,o)&&(t[o]=Ao(t[o],e));return t}var Hn=["connect","connect_error","disconnect","disconnecting","newListener","removeListener"];var v;(function(t){t[t.CONNECT=0]="CONNECT",t[t.DISCONNECT=1]="DISCONNECT",t[t.EVENT=2]="EVENT",t[t.ACK=3]="ACK",t[t.CONNECT_ERROR=4]="CONNECT_ERROR",t[t.BINARY_EVENT=5]="BINARY_EVENT",t[t.BINARY_ACK=6]="BINARY_ACK"})(v||(v={}));var Co=class t extends j{constructor(e){super(),this.opts=Object.assign({reviver:void 0,maxAttachments:10},typeof e=="function"?{reviver:e}:e)}add(e){let o;if(typeof e=="string"){if(this.reconstructor)throw new Error("got plaintext data when reconstructing a packet");o=this.decodeString(e);let n=o.type===v.BINARY_EVENT;n||o.type===v.BINARY_ACK?(o.type=n?v.EVENT:v.ACK,this.reconstructor=new To(o)):super.emitReserved("decoded",o)}else{if(!No(e)&&!e.base64)throw new Error("Unknown type: "+e);if(!this.reconstructor)throw new Error("got binary data when not reconstructing a packet");o=this.reconstructor.takeBinaryData(e),o&&(this.reconstructor=null,super.emitReserved("decoded",o))}}decodeString(e){let o=0,n={type:Number(e.charAt(0))};if(v[n.type]===void 0)throw new Error("unknown packet type "+n.type);if(n.type===v.BINARY_EVENT||n.type===v.BINARY_ACK){let r=o+1;for(;e.charAt(++o)!=="-"&&o!=e.length;);let a=e.substring(r,o);if(a!=Number(a)||e.charAt(o)!=="-")throw new Error("Illegal attachments");let l=Number(a);if(!Vn(l)||l<1)throw new Error("Illegal attachments");if(l>this.opts.maxAttachments)throw new Error("too many attachments");n.attachments=l}if(e.charAt(o+1)==="/"){let r=o+1;for(;++o&&!(e.charAt(o)===","||o===e.length););n.nsp=e.substring(r,o)}else n.nsp="/";let s=e.charAt(o+1);if(s!==""&&Number(s)==s){let r=o+1;for(;++o;){let a=e.charAt(o);if(a==null||Number(a)!=a){--o;break}if(o===e.length)break}n.id=Number(e.substring(r,o+1))}if(e.charAt(++o)){let r=this.tryParse(e.substr(o));if(!t.isPayloadValid(n.type,r))throw new Error("invalid payload");n.data=r}return n}tryParse(e){try{return JSON.parse(e,this.opts.reviver)}catch{return!1}}static isPayloadValid(e,o){switch(e){case v.CONNECT:return Et(o);case v.DISCONNECT:return o===void 0;case v.CONNECT_ERROR:return typeof o=="string"||Et(o);case v.EVENT:case v.BINARY_EVENT:return Array.isArray(o)&&(typeof o[0]=="number"||typeof o[0]=="string"&&Hn.indexOf(o[0])===-1);case v.ACK:case v.BINARY_ACK:return Array.isArray(o)}}destroy(){this.reconstructor&&(this.reconstructor.finishedReconstruction(),this.reconstructor=null)}},To=class{constructor(e){this.packet=e,this.buffers=[],this.reconPack=e}takeBinaryData(e){if(this.buffers.push(e),this.buffers.length===this.reconPack.attachments){let o=Ci(this.reconPack,this.buffers);return this.finishedReconstruction(),o}return null}finishedReconstruction(){this.reconPack=null,this.buffers=[]}},Vn=Number.isInteger||function(t){return typeof t=="number"&&isFinite(t)&&Math.floor(t)===t};function Et(t){return Object.prototype.toString.call(t)==="[object Object]"}var Ti=Object.freeze({__proto__:null,protocol:5,get PacketType(){return v},Encoder:class{constructor(t){this.replacer=t}encode(t){return t.type!==v.EVENT&&t.type!==v.ACK||!kt(t)?[this.encodeAsString(t)]:this.encodeAsBinary({type:t.type===v.EVENT?v.BINARY_EVENT:v.BINARY_ACK,nsp:t.nsp,data:t.data,id:t.id})}encodeAsString(t){let e=""+t.type;return t.type!==v.BINARY_EVENT&&t.type!==v.BINARY_ACK||(e+=t.attachments+"-"),t.nsp&&t.nsp!=="/"&&(e+=t.nsp+","),t.id!=null&&(e+=t.id),t.data!=null&&(e+=JSON.stringify(t.data,this.replacer)),e}encodeAsBinary(t){let e=Ai(t),o=this.encodeAsString(e.packet),n=e.buffers;return n.unshift(o),n}},Decoder:Co,isPacketValid:function(t){return typeof t.nsp=="string"&&((e=t.id)===void 0||Vn(e))&&(function(o,n){switch(o){case v.CONNECT:return n===void 0||Et(n);case v.DISCONNECT:return n===void 0;case v.EVENT:return Array.isArray(n)&&(typeof n[0]=="number"||typeof n[0]=="string"&&Hn.indexOf(n[0])===-1);case v.ACK:return Array.isArray(n);case v.CONNECT_ERROR:return typeof n=="string"||Et(n);default:return!1}})(t.type,t.data);var e}});function J(t,e,o){return t.on(e,o),function(){t.off(e,o)}}var Oi=Object.freeze({connect:1,connect_error:1,disconnect:1,disconnecting:1,newListener:1,removeListener:1}),At=class extends j{constructor(e,o,n){super(),this.connected=!1,this.recovered=!1,this.receiveBuffer=[],this.sendBuffer=[],this.et=[],this.nt=0,this.ids=0,this.acks={},this.flags={},this.io=e,this.nsp=o,n&&n.auth&&(this.auth=n.auth),this.p=Object.assign({},n),this.io.rt&&this.open()}get disconnected(){return!this.connected}subEvents(){if(this.subs)return;let e=this.io;this.subs=[J(e,"open",this.onopen.bind(this)),J(e,"packet",this.onpacket.bind(this)),J(e,"error",this.onerror.bind(this)),J(e,"close",this.onclose.bind(this))]}get active(){return!!this.subs}connect(){return this.connected||(this.subEvents(),this.io.ot||this.io.open(),this.io.ht==="open"&&this.onopen()),this}open(){return this.connect()}send(...e){return e.unshift("message"),this.emit.apply(this,e),this}emit(e,...o){var n,s,r;if(Oi.hasOwnProperty(e))throw new Error('"'+e.toString()+'" is a reserved event name');if(o.unshift(e),this.p.retries&&!this.flags.fromQueue&&!this.flags.volatile)return this.ct(o),this;let a={type:v.EVENT,data:o,options:{}};if(a.options.compress=this.flags.compress!==!1,typeof o[o.length-1]=="function"){let p=this.ids++,d=o.pop();this.ut(p,d),a.id=p}let l=(s=(n=this.io.engine)===null||n===void 0?void 0:n.transport)===null||s===void 0?void 0:s.writable,u=this.connected&&!(!((r=this.io.engine)===null||r===void 0)&&r.st());return this.flags.volatile&&!l||(u?(this.notifyOutgoingListeners(a),this.packet(a)):this.sendBuffer.push(a)),this.flags={},this}ut(e,o){var n;let s=(n=this.flags.timeout)!==null&&n!==void 0?n:this.p.ackTimeout;if(s===void 0)return void(this.acks[e]=o);let r=this.io.setTimeoutFn((()=>{delete this.acks[e];for(let l=0;l<this.sendBuffer.length;l++)this.sendBuffer[l].id===e&&this.sendBuffer.splice(l,1);o.call(this,new Error("operation has timed out"))}),s),a=(...l)=>{this.io.clearTimeoutFn(r),o.apply(this,l)};a.withError=!0,this.acks[e]=a}emitWithAck(e,...o){return new Promise(((n,s)=>{let r=(a,l)=>a?s(a):n(l);r.withError=!0,o.push(r),this.emit(e,...o)}))}ct(e){let o;typeof e[e.length-1]=="function"&&(o=e.pop());let n={id:this.nt++,tryCount:0,pending:!1,args:e,flags:Object.assign({fromQueue:!0},this.flags)};e.push(((s,...r)=>(this.et[0],s!==null?n.tryCount>this.p.retries&&(this.et.shift(),o&&o(s)):(this.et.shift(),o&&o(null,...r)),n.pending=!1,this.ft()))),this.et.push(n),this.ft()}ft(e=!1){if(!this.connected||this.et.length===0)return;let o=this.et[0];o.pending&&!e||(o.pending=!0,o.tryCount++,this.flags=o.flags,this.emit.apply(this,o.args))}packet(e){e.nsp=this.nsp,this.io.lt(e)}onopen(){typeof this.auth=="function"?this.auth((e=>{this.dt(e)})):this.dt(this.auth)}dt(e){this.packet({type:v.CONNECT,data:this.yt?Object.assign({pid:this.yt,offset:this.bt},e):e})}onerror(e){this.connected||this.emitReserved("connect_error",e)}onclose(e,o){this.connected=!1,delete this.id,this.emitReserved("disconnect",e,o),this.wt()}wt(){Object.keys(this.acks).forEach((e=>{if(!this.sendBuffer.some((o=>String(o.id)===e))){let o=this.acks[e];delete this.acks[e],o.withError&&o.call(this,new Error("socket has been disconnected"))}}))}onpacket(e){if(e.nsp===this.nsp)switch(e.type){case v.CONNECT:e.data&&e.data.sid?this.onconnect(e.data.sid,e.data.pid):this.emitReserved("connect_error",new Error("It seems you are trying to reach a Socket.IO server in v2.x with a v3.x client, but they are not compatible (more information here: https://socket.io/docs/v3/migrating-from-2-x-to-3-0/)"));break;case v.EVENT:case v.BINARY_EVENT:this.onevent(e);break;case v.ACK:case v.BINARY_ACK:this.onack(e);break;case v.DISCONNECT:this.ondisconnect();break;case v.CONNECT_ERROR:this.destroy();let o=new Error(e.data.message);o.data=e.data.data,this.emitReserved("connect_error",o)}}onevent(e){let o=e.data||[];e.id!=null&&o.push(this.ack(e.id)),this.connected?this.emitEvent(o):this.receiveBuffer.push(Object.freeze(o))}emitEvent(e){if(this.gt&&this.gt.length){let o=this.gt.slice();for(let n of o)n.apply(this,e)}super.emit.apply(this,e),this.yt&&e.length&&typeof e[e.length-1]=="string"&&(this.bt=e[e.length-1])}ack(e){let o=this,n=!1;return function(...s){n||(n=!0,o.packet({type:v.ACK,id:e,data:s}))}}onack(e){let o=this.acks[e.id];typeof o=="function"&&(delete this.acks[e.id],o.withError&&e.data.unshift(null),o.apply(this,e.data))}onconnect(e,o){this.id=e,this.recovered=o&&this.yt===o,this.yt=o,this.connected=!0,this.emitBuffered(),this.ft(!0),this.emitReserved("connect")}emitBuffered(){this.receiveBuffer.forEach((e=>this.emitEvent(e))),this.receiveBuffer=[],this.sendBuffer.forEach((e=>{this.notifyOutgoingListeners(e),this.packet(e)})),this.sendBuffer=[]}ondisconnect(){this.destroy(),this.onclose("io server disconnect")}destroy(){this.subs&&(this.subs.forEach((e=>e())),this.subs=void 0),this.io.vt(this)}disconnect(){return this.connected&&this.packet({type:v.DISCONNECT}),this.destroy(),this.connected&&this.onclose("io client disconnect"),this}close(){return this.disconnect()}compress(e){return this.flags.compress=e,this}get volatile(){return this.flags.volatile=!0,this}timeout(e){return this.flags.timeout=e,this}onAny(e){return this.gt=this.gt||[],this.gt.push(e),this}prependAny(e){return this.gt=this.gt||[],this.gt.unshift(e),this}offAny(e){if(!this.gt)return this;if(e){let o=this.gt;for(let n=0;n<o.length;n++)if(e===o[n])return o.splice(n,1),this}else this.gt=[];return this}listenersAny(){return this.gt||[]}onAnyOutgoing(e){return this.kt=this.kt||[],this.kt.push(e),this}prependAnyOutgoing(e){return this.kt=this.kt||[],this.kt.unshift(e),this}offAnyOutgoing(e){if(!this.kt)return this;if(e){let o=this.kt;for(let n=0;n<o.length;n++)if(e===o[n])return o.splice(n,1),this}else this.kt=[];return this}listenersAnyOutgoing(){return this.kt||[]}notifyOutgoingListeners(e){if(this.kt&&this.kt.length){let o=this.kt.slice();for(let n of o)n.apply(this,e.data)}}};function Ee(t){t=t||{},this.ms=t.min||100,this.max=t.max||1e4,this.factor=t.factor||2,this.jitter=t.jitter>0&&t.jitter<=1?t.jitter:0,this.attempts=0}Ee.prototype.duration=function(){var t=this.ms*Math.pow(this.factor,this.attempts++);if(this.jitter){var e=Math.random(),o=Math.floor(e*this.jitter*t);t=1&Math.floor(10*e)?t+o:t-o}return 0|Math.min(t,this.max)},Ee.prototype.reset=function(){this.attempts=0},Ee.prototype.setMin=function(t){this.ms=t},Ee.prototype.setMax=function(t){this.max=t},Ee.prototype.setJitter=function(t){this.jitter=t};var Ye=class extends j{constructor(e,o){var n;super(),this.nsps={},this.subs=[],e&&typeof e=="object"&&(o=e,e=void 0),(o=o||{}).path=o.path||"/socket.io",this.opts=o,Tt(this,o),this.reconnection(o.reconnection!==!1),this.reconnectionAttempts(o.reconnectionAttempts||1/0),this.reconnectionDelay(o.reconnectionDelay||1e3),this.reconnectionDelayMax(o.reconnectionDelayMax||5e3),this.randomizationFactor((n=o.randomizationFactor)!==null&&n!==void 0?n:.5),this.backoff=new Ee({min:this.reconnectionDelay(),max:this.reconnectionDelayMax(),jitter:this.randomizationFactor()}),this.timeout(o.timeout==null?2e4:o.timeout),this.ht="closed",this.uri=e;let s=o.parser||Ti;this.encoder=new s.Encoder,this.decoder=new s.Decoder,this.rt=o.autoConnect!==!1,this.rt&&this.open()}reconnection(e){return arguments.length?(this.At=!!e,e||(this.skipReconnect=!0),this):this.At}reconnectionAttempts(e){return e===void 0?this.Et:(this.Et=e,this)}reconnectionDelay(e){var o;return e===void 0?this.Ot:(this.Ot=e,(o=this.backoff)===null||o===void 0||o.setMin(e),this)}randomizationFactor(e){var o;return e===void 0?this._t:(this._t=e,(o=this.backoff)===null||o===void 0||o.setJitter(e),this)}reconnectionDelayMax(e){var o;return e===void 0?this.jt:(this.jt=e,(o=this.backoff)===null||o===void 0||o.setMax(e),this)}timeout(e){return arguments.length?(this.Bt=e,this):this.Bt}maybeReconnectOnOpen(){!this.ot&&this.At&&this.backoff.attempts===0&&this.reconnect()}open(e){if(~this.ht.indexOf("open"))return this;this.engine=new St(this.uri,this.opts);let o=this.engine,n=this;this.ht="opening",this.skipReconnect=!1;let s=J(o,"open",(function(){n.onopen(),e&&e()})),r=l=>{this.cleanup(),this.ht="closed",this.emitReserved("error",l),e?e(l):this.maybeReconnectOnOpen()},a=J(o,"error",r);if(this.Bt!==!1){let l=this.Bt,u=this.setTimeoutFn((()=>{s(),r(new Error("timeout")),o.close()}),l);this.opts.autoUnref&&u.unref(),this.subs.push((()=>{this.clearTimeoutFn(u)}))}return this.subs.push(s),this.subs.push(a),this}connect(e){return this.open(e)}onopen(){this.cleanup(),this.ht="open",this.emitReserved("open");let e=this.engine;this.subs.push(J(e,"ping",this.onping.bind(this)),J(e,"data",this.ondata.bind(this)),J(e,"error",this.onerror.bind(this)),J(e,"close",this.onclose.bind(this)),J(this.decoder,"decoded",this.ondecoded.bind(this)))}onping(){this.emitReserved("ping")}ondata(e){try{this.decoder.add(e)}catch(o){this.onclose("parse error",o)}}ondecoded(e){Ct((()=>{this.emitReserved("packet",e)}),this.setTimeoutFn)}onerror(e){this.emitReserved("error",e)}socket(e,o){let n=this.nsps[e];return n?this.rt&&!n.active&&n.connect():(n=new At(this,e,o),this.nsps[e]=n),n}vt(e){let o=Object.keys(this.nsps);for(let n of o)if(this.nsps[n].active)return;this.xt()}lt(e){let o=this.encoder.encode(e);for(let n=0;n<o.length;n++)this.engine.write(o[n],e.options)}cleanup(){this.subs.forEach((e=>e())),this.subs.length=0,this.decoder.destroy()}xt(){this.skipReconnect=!0,this.ot=!1,this.onclose("forced close")}disconnect(){return this.xt()}onclose(e,o){var n;this.cleanup(),(n=this.engine)===null||n===void 0||n.close(),this.backoff.reset(),this.ht="closed",this.emitReserved("close",e,o),this.At&&!this.skipReconnect&&this.reconnect()}reconnect(){if(this.ot||this.skipReconnect)return this;let e=this;if(this.backoff.attempts>=this.Et)this.backoff.reset(),this.emitReserved("reconnect_failed"),this.ot=!1;else{let o=this.backoff.duration();this.ot=!0;let n=this.setTimeoutFn((()=>{e.skipReconnect||(this.emitReserved("reconnect_attempt",e.backoff.attempts),e.skipReconnect||e.open((s=>{s?(e.ot=!1,e.reconnect(),this.emitReserved("reconnect_error",s)):e.onreconnect()})))}),o);this.opts.autoUnref&&n.unref(),this.subs.push((()=>{this.clearTimeoutFn(n)}))}}onreconnect(){let e=this.backoff.attempts;this.ot=!1,this.backoff.reset(),this.emitReserved("reconnect",e)}},He={};function ze(t,e){typeof t=="object"&&(e=t,t=void 0);let o=(function(u,p="",d){let h=u;d=d||typeof location<"u"&&location,u==null&&(u=d.protocol+"//"+d.host),typeof u=="string"&&(u.charAt(0)==="/"&&(u=u.charAt(1)==="/"?d.protocol+u:d.host+u),/^(https?|wss?):\/\//.test(u)||(u=d!==void 0?d.protocol+"//"+u:"https://"+u),h=So(u)),h.port||(/^(http|ws)$/.test(h.protocol)?h.port="80":/^(http|ws)s$/.test(h.protocol)&&(h.port="443")),h.path=h.path||"/";let m=h.host.indexOf(":")!==-1?"["+h.host+"]":h.host;return h.id=h.protocol+"://"+m+":"+h.port+p,h.href=h.protocol+"://"+m+(d&&d.port===h.port?"":":"+h.port),h})(t,(e=e||{}).path||"/socket.io"),n=o.source,s=o.id,r=o.path,a=He[s]&&r in He[s].nsps,l;return e.forceNew||e["force new connection"]||e.multiplex===!1||a?l=new Ye(n,e):(He[s]||(He[s]=new Ye(n,e)),l=He[s]),o.query&&!e.query&&(e.query=o.queryKey),l.socket(o.path,e)}Object.assign(ze,{Manager:Ye,Socket:At,io:ze,connect:ze});var Ot=class{#e=0;#o=0;#t;#n;constructor(e,o){this.#t=e,this.#n=o}get isDemanded(){return this.#o>Date.now()}demand(e,{shared:o=!1}={}){this.#o=Date.now()+e+(o?this.#s():0)}clearDemand(){this.#o=0}reset(){this.#e=0}next({offline:e}){let o=this.isDemanded?this.#o-Date.now():e?this.#n:this.#s();return this.#e+=1,o}#s(){return Math.min(this.#n,this.#t*2**Math.min(this.#e,16))*(.5+Math.random()/2)}};var se=class extends Error{constructor(e,o=e,n=void 0){super(o),this.name="EventsError",this.code=e,this.retryAfterMs=n}};function Ke(t){return typeof t=="object"&&t!==null&&"code"in t?t.code:void 0}function Ae(t,...e){try{t?.(...e)}catch(o){queueMicrotask(()=>{throw o})}}var Pt=class{#e=new Map;#o;#t;constructor(e,o){this.#o=e,this.#t=o}async send(e,o){let n=o===void 0?[]:[o],s;try{s=await this.#o.timeout(this.#t).emitWithAck(e,...n)}catch(r){throw new se(this.#o.connected?"timeout":"disconnected",String(r))}if(!s?.ok){let{code:r="internal",message:a,retryAfterMs:l}=s?.error??{};throw new se(r,a,l)}return e==="subscribe"&&this.#e.set(JSON.stringify(o),o),e==="unsubscribe"&&this.#e.delete(JSON.stringify(o)),s}restore(){for(let e of this.#e.values())this.#o.emit("subscribe",e)}};function zn({onWake:t,onLost:e}){let{document:o,window:n}=globalThis;if(n?.addEventListener===void 0||o?.addEventListener===void 0)return()=>{};let s=()=>{o.visibilityState==="visible"&&t()};return o.addEventListener("visibilitychange",s),n.addEventListener("pageshow",t),n.addEventListener("online",t),n.addEventListener("offline",e),()=>{o.removeEventListener("visibilitychange",s),n.removeEventListener("pageshow",t),n.removeEventListener("online",t),n.removeEventListener("offline",e)}}function Ro(){return globalThis.navigator?.onLine===!1}var Nt=class{#e=null;#o=null;#t=null;#n=new Map;#s;#r;constructor(e,o){this.#s=e,this.#r=o;try{let n=JSON.parse(e?.getItem(o)??"null");Number.isSafeInteger(n?.lastEventId)&&typeof n.epoch=="string"&&([this.#e,this.#o,this.#t]=[n.userId,n.epoch,n.lastEventId],this.#n=new Map(Object.entries(n.seen??{})))}catch{}}get at(){return this.#t}claim(e){return this.#t!==null&&this.#e===e?{lastEventId:this.#t,epoch:this.#o}:null}adopt({userId:e,epoch:o,lastEventId:n,recovered:s}){s||([this.#e,this.#o,this.#t]=[e,o,n],this.#n.clear(),this.#i())}isNew(e,o){return o>(this.#n.get(e)??-1)}advance(e,o,n){this.#n.set(e,Math.max(o,this.#n.get(e)??-1)),this.#t=Math.max(n,this.#t??0),this.#i()}#i(){let e={userId:this.#e,epoch:this.#o,lastEventId:this.#t,seen:Object.fromEntries(this.#n)};try{this.#s?.setItem(this.#r,JSON.stringify(e))}catch{}}forget(){try{this.#s?.removeItem(this.#r)}catch{}this.#s=null}};function Wn(){try{return globalThis.sessionStorage??null}catch{return null}}var me=class{#e;get running(){return this.#e!==void 0}start(e,o){this.stop(),this.#e=setTimeout(()=>{this.#e=void 0,o()},Math.min(Math.max(0,e),2147483647))}stop(){clearTimeout(this.#e),this.#e=void 0}};var Pi=2e4,Ni=9e4,Ri=3e3,Rt=class{#e=null;#o=new me;#t;#n=0;#s=!1;constructor(e){this.#t=e}async acquire(e){let o=await this.#r(e);return this.#e=o,o.accessToken}startRenewal(){this.#e!==null&&this.#c(this.#i(this.#e)-Date.now())}stopRenewal(){this.#n+=1,this.#s=!1,this.#o.stop()}onExpiring(){this.#e!==null&&Date.now()>=this.#e.at+this.#e.lifetime/2&&this.#u(!1)}onWake(){this.#e!==null&&Date.now()>=this.#i(this.#e)&&this.#u(!1)}async#r(e){let o=Date.now(),n,s=new Promise((r,a)=>{n=setTimeout(()=>a(new se("timeout")),Pi)});try{let{accessToken:r,expiresIn:a}=await Promise.race([this.#t.getToken({force:e}),s]);return{accessToken:r,at:o,lifetime:Math.max(1,a||60)*1e3}}finally{clearTimeout(n)}}#i({at:e,lifetime:o}){return e+o-Math.min(Ni,o/3)}#c(e,o=!1){this.#o.start(e,()=>{this.#u(o)})}async#u(e){if(this.#s)return;this.#s=!0;let o=this.#n,n=e;try{let s=await this.#r(e);if(!n&&(s.accessToken===this.#e?.accessToken||this.#i(s)<=Date.now())&&(n=!0,s=await this.#r(!0)),o!==this.#n||(await this.#t.replace(s.accessToken),o!==this.#n))return;this.#e=s,this.#c(this.#i(s)-Date.now())}catch(s){if(o!==this.#n)return;let r=Ke(s)==="forbidden";Ke(s)==="signed_out"?this.#t.onSignedOut():r&&n?this.#t.onRefused():this.#c(r?0:Ri,r)}finally{o===this.#n&&(this.#s=!1)}}};function Yn(t){let e=Number(Ii(t).sub);return Number.isSafeInteger(e)?e:null}function Ii(t){try{return JSON.parse(atob((t.split(".")[1]??"").replace(/-/g,"+").replace(/_/g,"/")))??{}}catch{return{}}}var Di=25e3,qi=15e3,Li=1e4,Mi=5e3,Bi=5e3,Io=class{status="reconnecting";#e;#o=Date.now();#t=!1;#n=null;#s=0;#r=0;#i=!1;#c=!1;#u=!1;#h=!1;#d;#a;#l;#m;#p;#f=null;#k={};#b=new me;#_=new me;#x;constructor(e){let{url:o=globalThis.location?.origin,io:n=ze,ioOptions:s={},key:r="lab.events"}=e;this.#d=e,this.#a=new Ot(Number(s.reconnectionDelay??1e3),Number(s.reconnectionDelayMax??15e3)),this.#l=new Nt(e.storage===void 0?Wn():e.storage,r),this.#p=new Rt({getToken:e.getToken,replace:a=>this.emit("auth:refresh",{token:a}),onSignedOut:()=>this.#y("signed_out"),onRefused:()=>{this.#i=!0,this.#$("token_refused")}}),this.socket=n(`${o.replace(/\/+$/,"")}/events`,{timeout:qi,tryAllTransports:!0,...s,transports:e.transports??["websocket","polling"],auth:a=>a(this.#k),autoConnect:!1,reconnection:!1,forceNew:!0}),this.#m=new Pt(this.socket,e.ackTimeout??Li),this.socket.onAny((a,...l)=>this.#P(a,l)),this.socket.on("connect_error",a=>this.#A(a.data??{})),this.socket.on("disconnect",a=>this.#C(a)),this.#x=zn({onWake:()=>this.#T(),onLost:()=>this.#$("network")}),this.#v()}get lastEventId(){return this.#l.at}async emit(e,o){if(this.#t)throw new se("closed");return this.#m.send(e,o)}close(){this.#E("closed")}async#v(){let e=++this.#s;this.#b.stop();let o=this.#i,n;try{n=await this.#p.acquire(o)}catch(a){if(e!==this.#s)return;Ke(a)==="signed_out"?this.#y("signed_out"):this.#g("token_unavailable");return}if(e!==this.#s)return;this.#c=o;let s=Yn(n);if(this.#n!==null&&s!==null&&s!==this.#n){this.#y("user_changed");return}let r=this.#l.claim(s??this.#n);this.#u=r!==null,this.#k={token:n,pid:void 0,offset:void 0,...r},this.#_.start(Di,()=>this.#$("timeout")),this.socket.connect()}#A({code:e,retryAfterMs:o}){if(this.#_.stop(),e==="token_expired"||e==="token_invalid"||e==="token_missing"){let n=this.#c;this.#i=!0,n?e==="token_expired"?this.#g(e):this.#y("token_invalid"):this.#v();return}o!==void 0&&this.#a.demand(o,{shared:!0}),this.#g(e??"unreachable")}#C(e){e!=="io client disconnect"&&(this.#r!==0&&Date.now()-this.#r>Bi&&this.#a.reset(),this.#g(this.#a.isDemanded?"draining":e))}#$(e){this.#t||(this.socket.disconnect(),this.#g(e))}#g(e){this.#t||(this.#s+=1,this.#r=0,this.#_.stop(),this.#p.stopRenewal(),this.#w(Ro()?"offline":"reconnecting",e),this.#b.start(this.#a.next({offline:Ro()}),()=>{this.#v()}))}#T(){this.#t||(this.#b.running&&!this.#a.isDemanded?(this.#a.reset(),this.#v()):this.socket.connected&&(this.#p.onWake(),this.#O()))}async#O(){if(this.#h)return;this.#h=!0;let e=this.#s;try{await this.socket.timeout(Mi).emitWithAck("ping")}catch{e===this.#s&&this.#$("silent")}finally{this.#h=!1}}#P(e,o){if(this.#t)return;let[n,s]=o;if(Number.isSafeInteger(n?.eventId)){this.#N(e,n,s);return}e==="connected"?this.#R(n):e==="replay:complete"?this.#S():e==="auth:expiring"?this.#p.onExpiring():e==="server:draining"&&(this.#a.demand(n.retryAfterMs),this.#w("reconnecting","draining")),this.#t||Ae(this.#d.onMessage,e,n)}#N(e,o,n){let s=this.#l.isNew(e,o.eventId);e==="user:update"&&o.action==="deactivated"&&(this.#f="deactivated"),s&&Ae(this.#d.onEvent,e,o),this.#l.advance(e,o.eventId,Number(n??o.eventId))}#R(e){if(this.#_.stop(),this.#n!==null&&e.userId!==this.#n){this.#y("user_changed");return}let o=!e.recovered&&(this.#u||this.#n!==null);this.#n=e.userId,this.#f=null,this.#i=this.#c=!1,this.#a.clearDemand(),this.#l.adopt(e),this.#p.startRenewal(),this.#m.restore(),o&&Ae(this.#d.onResync),!this.#u&&!this.#t&&this.#S()}#S(){this.#r=Date.now(),this.#w("live")}#y(e){if(this.#t)return;let o=e==="user_changed"?e:this.#f??e;this.#l.forget(),this.#E(o),Ae(this.#d.onSignedOut,o)}#E(e){this.#t||(this.#t=!0,this.#s+=1,this.#b.stop(),this.#_.stop(),this.#p.stopRenewal(),this.#x(),this.socket.disconnect(),this.#w("offline",e))}#w(e,o){e===this.status&&o===this.#e||(e!==this.status&&(this.#o=Date.now()),this.status=e,this.#e=o,Ae(this.#d.onStatus,{status:e,since:this.#o,...o===void 0?{}:{reason:o}}))}};function Kn(t){return new Io(t)}function Do(t,e){return t.replace(/\{(\w+)\}/g,(o,n)=>String(e[n]??o))}var pe=t=>Math.round(Number(t)*100);function Gn(t,e,o){return new Intl.NumberFormat(t,{style:"currency",currency:o}).format(e/100)}var Fi=[["day",86400],["hour",3600],["minute",60],["second",1]];function Jn(t,e){let[o,n]=Fi.find(([,s])=>Math.abs(e)>=s)??["second",1];return new Intl.RelativeTimeFormat(t,{numeric:"auto"}).format(Math.trunc(e/n),o)}var It={es:{category_name:"Nombre",category_description:"Descripción",category_active:"Activo",exam_code:"Código",exam_name:"Nombre",exam_categoryId:"Categoría",exam_price:"Precio",exam_description:"Descripción",exam_preparation:"Preparación",exam_sampleType:"Muestra",exam_turnaroundHours:"Horas hasta el resultado",exam_active:"Activo",package_code:"Código",package_name:"Nombre",package_price:"Precio",package_description:"Descripción",package_examIds:"Exámenes",package_active:"Activo",location_name:"Nombre",location_address:"Dirección",location_phone:"Teléfono",location_openingHours:"Horario",location_schedule:"Horas de cita",location_timezone:"Zona horaria",location_slotMinutes:"Minutos por cita",location_slotCapacity:"Citas a la misma hora",location_active:"Activo",user_role:"Rol",user_name:"Nombre",user_email:"Correo",user_documentNumber:"Documento",user_proposedDocumentNumber:"Documento propuesto",user_phone:"Teléfono",user_active:"Activo",user_passwordExpiresAt:"La contraseña provisional vence",appointment_patientId:"Paciente",appointment_doctorId:"Médico",appointment_locationId:"Sede",appointment_scheduledAt:"Fecha y hora",appointment_status:"Estado",appointment_examIds:"Exámenes",appointment_packageIds:"Paquetes",appointment_notes:"Notas",appointment_total:"Total",result_appointmentId:"Cita",result_patientId:"Paciente",result_examId:"Examen",result_examName:"Nombre del examen",result_status:"Estado",result_hasFile:"Tiene archivo",result_fileName:"Archivo",result_size:"Tamaño en bytes",result_sha256:"Huella SHA-256",result_releasedAt:"Publicado",result_deliveredAt:"Entregado",message_type:"Tipo",message_message:"Mensaje",message_targetRole:"Destinatarios",event_catalog_update:"Hay un cambio en el catálogo.",event_user_update:"Hay un cambio en su cuenta.",event_admin_event:"Hay actividad en el laboratorio.",event_appointment_update:"Hay un cambio en sus citas.",event_result_update:"Hay novedades en sus resultados.",event_system_message:"Hay un aviso del laboratorio."},en:{category_name:"Name",category_description:"Description",category_active:"Active",exam_code:"Code",exam_name:"Name",exam_categoryId:"Category",exam_price:"Price",exam_description:"Description",exam_preparation:"Preparation",exam_sampleType:"Sample",exam_turnaroundHours:"Hours until the result",exam_active:"Active",package_code:"Code",package_name:"Name",package_price:"Price",package_description:"Description",package_examIds:"Exams",package_active:"Active",location_name:"Name",location_address:"Address",location_phone:"Phone",location_openingHours:"Opening hours",location_schedule:"Appointment hours",location_timezone:"Time zone",location_slotMinutes:"Minutes per appointment",location_slotCapacity:"Appointments at the same time",location_active:"Active",user_role:"Role",user_name:"Name",user_email:"E-mail",user_documentNumber:"ID document",user_proposedDocumentNumber:"Proposed document",user_phone:"Phone",user_active:"Active",user_passwordExpiresAt:"The temporary password expires",appointment_patientId:"Patient",appointment_doctorId:"Doctor",appointment_locationId:"Location",appointment_scheduledAt:"Date and time",appointment_status:"Status",appointment_examIds:"Exams",appointment_packageIds:"Packages",appointment_notes:"Notes",appointment_total:"Total",result_appointmentId:"Appointment",result_patientId:"Patient",result_examId:"Exam",result_examName:"Exam name",result_status:"Status",result_hasFile:"Has a file",result_fileName:"File",result_size:"Size in bytes",result_sha256:"SHA-256 digest",result_releasedAt:"Released",result_deliveredAt:"Delivered",message_type:"Type",message_message:"Message",message_targetRole:"Recipients",event_catalog_update:"There is a change in the catalogue.",event_user_update:"There is a change in your account.",event_admin_event:"There is activity in the laboratory.",event_appointment_update:"There is a change in your appointments.",event_result_update:"There is news about your results.",event_system_message:"There is a notice from the laboratory."}};var Xn={leave:"Sign out",leave_everywhere:"Sign out everywhere",leave_everywhere_sure:"Sign out on all devices, this one too?",my_data:"My data",document:"Identity document",document_confirmed:"confirmed by the laboratory",document_waiting:"waiting for the laboratory to confirm it",document_none:"The laboratory has not confirmed your document yet.",document_number:"Document number",document_new:"Another document number",document_other:"Change the proposed number",document_hint:"The laboratory confirms it when you show your document; until then it is not used.",document_send:"Send to the laboratory",document_sent:"Sent: waiting for the laboratory to confirm it.",document_confirmed_already:"The laboratory has confirmed this number already.",document_withdraw:"Withdraw the proposal",document_withdraw_sure:"Withdraw the document {number}, which waits for the laboratory to confirm it?",document_withdrawn:"The proposal is withdrawn.",document_declined:"The laboratory did not confirm the number that you sent. Check it, or show your document at the laboratory.",document_was_proposed:"You sent a document: waiting for the laboratory to confirm it.",document_was_withdrawn:"You withdrew the document that was waiting.",document_was_confirmed:"The laboratory confirmed your document.",document_was_declined:"The laboratory did not confirm the document that you sent.",phone:"Phone",keep:"Save the data",saved:"The data is saved.",current_password:"Current password",new_password:"New password",change_password:"Change the password",password_changed:"The password is changed; other devices have to sign in again.",preferences:"Preferences",language:"Language",theme:"Colours",theme_auto:"As the device",theme_light:"Light",theme_dark:"Dark",notices_wanted:"Also tell me while this page is not in view",notices_hint:"The notice does not name the exam.",notices_refused:"The browser does not allow notices. You can allow them in its settings.",sessions:"Sessions and devices",unknown_device:"Unknown device",this_device:"This device",last_used:"Last used: {when}",end_session:"End",session_ended:"The session is ended.",own_data:"A copy of my data",own_data_hint:"A ZIP file with your account, appointments and notices, your released PDFs and who has viewed them.",own_data_fetch:"Download my data",own_data_fetching:"Preparing your data: {size}",own_data_ready:"Your data is ready ({size}). Keep it in a safe place.",own_data_lost:"The download was interrupted. Please try again.",accesses:"Who has looked at my results",no_accesses:"Nobody else has looked at them.",viewed_detail:"Saw the data of {exam}",viewed_file:"Opened the file of {exam}",role_Administrador:"laboratory staff",role_Medico:"doctor",role_Paciente:"patient"};var Zn={second_step:"Two-step verification",second_step_why:"Besides the password, signing in asks for something that only you have. So nobody gets into your account, even with your password.",second_step_totp:"Your password is right. Now enter the 6-digit code that your app shows.",second_step_recovery:"Enter one of the ten codes that you kept when you turned verification on. Each works once.",second_step_passkey:"Your password is right. Now confirm with your passkey.",use_passkey:"Use my passkey",add_passkey:"Add a passkey",create_passkey:"Create the passkey",my_device:"My device",passkey_what:"It is this device, your phone or a USB key. You confirm a sign-in with your fingerprint, your face or the PIN.",passkey_cancelled:"The passkey did not answer. Try again.",passkey_known:"This device has a passkey of your account already.",code_totp:"Code of the app",code_recovery:"Recovery code",use_totp:"Use the code of the app",use_recovery:"Use a recovery code",no_recovery_codes:"You have no recovery codes left. If you do not have your app, call the laboratory.",other_account:"Sign in with another account",continue:"Continue",cancel:"Cancel",confirm_password:"Confirm your password",factors_on:"On",factors_off:"Off",factors_off_text:"Only the password protects your account.",first_factor:"Turning two-step verification on ends your other sessions.",kind_totp:"Authenticator app",kind_passkey:"Passkey",factor_added:"Added: {when}",factor_removed:"Removed.",factor_name:"Name",factor_name_hint:"To recognize it in your account.",my_phone:"My phone",rename:"Rename",remove:"Remove",remove_factor:"“{name}” will no longer work for signing in.",remove_last_factor:"Without “{name}” only the password protects your account again, and the recovery codes no longer work.",add_authenticator:"Add an authenticator app",authenticator_install:"Install an authenticator app on your phone: Aegis, Google Authenticator, Microsoft Authenticator or another.",authenticator_scan:"Add an account in it, and point the camera at this image.",authenticator_qr:"QR code with the key below",authenticator_open:"If you are on the phone, open the app here",authenticator_secret:"Without a camera, enter this key in it:",authenticator_code:"Enter the 6-digit code that the app shows.",activate:"Turn on",recovery_codes:"Recovery codes",recovery_codes_of:"Recovery codes of {account}",codes_left:"For signing in without your phone. Each works once. You have {n} of 10 left.",renew_codes:"Create new codes",renew_codes_text:"The recovery codes that you have now will no longer work.",keep_codes:"Keep your recovery codes",keep_codes_text:"With one of them you can sign in if you lose your phone. They are shown only this once: print them, or keep them away from this device.",copy:"Copy",download:"Download",print:"Print",codes_copied:"Copied.",codes_not_copied:"The browser does not allow copying: they are selected.",codes_file:"recovery-codes.txt",codes_kept:"I have kept them",account_second_factor:"The two-step verification of your account has changed",account_second_factor_created:"You added “{name}” to two-step verification",account_second_factor_removed:"You removed “{name}” from two-step verification",account_second_factor_reset:"Two-step verification was removed from your account; you can turn it on again",account_second_factor_refused:"Somebody entered your password but did not pass the second step. If it was not you, change your password",account_recovery_codes:"You have new recovery codes",account_recovery_codes_used:"A recovery code was used; you have {n} left"};var Qn={forgotten:"Forgot your password?",forgotten_what:"Enter the e-mail address of your account. We will send a link to choose a new password.",send_link:"Send the link",link_sent:"If there is an account with that address, the link will arrive in a few minutes. It works for an hour, once.",link_at_laboratory:"The laboratory sends no e-mails. Ask it in person or by phone for a link to choose another password.",link_for_staff:"Staff ask an administrator.",back_to_sign_in:"Back to sign in",linked_password:"Choose a new password",linked_password_what:"Choose the password that you will sign in with from now on. All your sessions will be closed.",linked_password_rules:"At least 10 characters; not a very common password, nor your e-mail address or your name.",show_password:"Show the password",set_password:"Save the password",linked_password_set:"The password is changed. You can sign in with it now.",to_admin_from_link:"I am staff: go to the dashboard",link_invalid:"This link is no longer valid: it expired, was used, or there is a newer one.",initial_password:"Choose your password",initial_password_what:"The one that you used is temporary. Choose your own to sign in.",save_and_enter:"Save and sign in",another_link:"Ask for another link"};var es={appointments:"Appointments",results:"Results",inbox:"Notices",account:"My account",account_short:"Account",new_appointment:"New appointment",coming:"Upcoming",past:"Earlier",none_coming:"There are no upcoming appointments.",place_number:"Location no. {id}",patient_number:"Patient no. {id}",patient_named:"Patient: {name}",no_longer_offered:"No longer in the catalogue",total:"Total",move:"Move",cancel:"Cancel",cancel_sure:"Cancel the appointment on {when}? Its place becomes free for somebody else.",cancel_yes:"Yes, cancel the appointment",no:"No",cancelled_by_me:"The appointment is cancelled.",moved_by_me:"The appointment is moved.",booked_by_me:"The appointment is booked.",just_changed:"Just changed",just_taken:"That time has just been taken. Choose another one.",moving:"Choose the new time of the appointment on {when}.",place:"Location",day:"Day",other_day:"Another day",closed:"closed",time:"Time",any_time:"Preferred time",no_times:"No times are left on this day.",times_of:"The times are those of the location ({zone}).",full:"full",free:"free: {n}",contents:"Exams and packages",in_package:"already in a chosen package",notes:"Anything we should know (optional)",choose_place:"Choose a location.",choose_time:"Choose a day and a time.",choose_contents:"Choose at least one exam or package.",confirm_booking:"Book",confirm_move:"Move the appointment",back:"Back",appointment_state_pending:"To be confirmed",appointment_state_confirmed:"Confirmed",appointment_state_cancelled:"Cancelled",appointment_state_completed:"Done",result_state_pending:"In progress",result_state_ready:"Ready",result_state_delivered:"Delivered",no_results:"There are no results yet.",pending_results:"In progress",pending_hint:"We will tell you here as soon as they are ready.",released:"Released: {when}",fetch:"Download",queued:"Waiting",waiting_for_network:"No connection: goes on when it is back",fetching:"Downloading: {share} %",checked:"The file arrived complete and unchanged.",unchecked:"The file arrived complete; this browser cannot check more.",file_corrupted:"The file arrived damaged twice. Try again later.",open:"Open",save:"Save",new:"New",no_notices:"There are no notices.",appointment_created:"Appointment booked",appointment_updated:"Appointment changed",appointment_cancelled:"Appointment cancelled",appointment_confirmed:"Appointment confirmed",appointment_completed:"Appointment done",result_is_pending:"In progress: {exam}",result_is_ready:"Result ready: {exam}",result_is_delivered:"Result delivered: {exam}",account_profile:"Your data changed.",account_password:"Your password changed.",account_role:"The kind of your account changed.",account_status:"The state of your account changed.",account_data_exported_self:"You downloaded a copy of your data.",account_data_exported_laboratory:"The laboratory prepared a copy of your data.",account_session:"One of your sessions was ended."};var ts={...It.en,...Xn,...Zn,...Qn,...es,lab:"Laboratory",sections:"Sections",to_content:"Skip to content",loading:"Loading…",working:"One moment…",again:"Try again",more:"Show more",close:"Close",see:"View",failed:"That did not work. Please try again.",unreachable:"The laboratory cannot be reached. Check your network.",unreachable_long:"The laboratory cannot be reached. It is tried again by itself.",stale_data:"Could not be updated: this is the last that is known.",status_live:"Live",status_reconnecting:"Reconnecting",status_offline:"Offline",status_incomplete:"A step is missing",notices_now:"Notices of the moment",unread_count:"{n} unread",enter:"Sign in",register:"Create an account",email:"Email",password:"Password",password_hint:"At least 10 characters.",name:"Full name",document_optional:"Identity document (optional)",phone_optional:"Phone (optional)",no_account:"No account yet?",have_account:"Already have an account?",signed_out:"Your session has ended. Please sign in again.",why_left:"You have signed out.",why_everywhere:"You have signed out on all devices.",why_signed_out:"Your session has ended: it was closed from elsewhere, or ran out. Please sign in again.",why_token_invalid:"Your session has ended: it was closed from elsewhere, or the password changed. Please sign in again.",why_deactivated:"The laboratory deactivated this account. Contact the laboratory to learn why.",why_user_changed:"Somebody else signed in in this browser, so this page was closed.",staff:"Laboratory staff",staff_text:"This account belongs to the laboratory's staff; its pages are in the administration panel.",to_admin:"Go to the panel",factor_missing:"Your account must use two-step verification. Turn it on in the panel; until then no change arrives here.",catalog:"Catalogue",search_exams:"Search an exam or a package",category:"Category",all_categories:"All categories",found_other:"{n} in the catalogue",nothing_found:"Nothing matches the search.",exams:"Exams",packages:"Packages",exams_in_one:"{n} exam included",exams_in_other:"{n} exams included",preparation:"How to prepare",result_in:"result in {time}",days_one:"{n} day",days_other:"{n} days",hours_one:"{n} hour",hours_other:"{n} hours",price_was:"The price changed: it was {price}",saves:"Saves {amount} (separately {alone})",book:"Book"};var os={leave:"Salir",leave_everywhere:"Salir de todos los dispositivos",leave_everywhere_sure:"¿Salir de su cuenta en todos los dispositivos, también en este?",my_data:"Mis datos",document:"Documento de identidad",document_confirmed:"confirmado por el laboratorio",document_waiting:"pendiente de confirmar por el laboratorio",document_none:"El laboratorio todavía no ha confirmado su documento.",document_number:"Número de documento",document_new:"Otro número de documento",document_other:"Cambiar el número propuesto",document_hint:"El laboratorio lo confirma cuando usted muestra su documento; hasta entonces no se usa.",document_send:"Enviar al laboratorio",document_sent:"Enviado: pendiente de confirmar por el laboratorio.",document_confirmed_already:"El laboratorio ya tiene confirmado ese número.",document_withdraw:"Retirar la propuesta",document_withdraw_sure:"¿Retirar el documento {number}, que espera la confirmación del laboratorio?",document_withdrawn:"La propuesta está retirada.",document_declined:"El laboratorio no confirmó el número que usted envió. Revíselo, o muestre su documento en el laboratorio.",document_was_proposed:"Envió un documento: pendiente de confirmar por el laboratorio.",document_was_withdrawn:"Retiró el documento que esperaba la confirmación.",document_was_confirmed:"El laboratorio confirmó su documento.",document_was_declined:"El laboratorio no confirmó el documento que usted envió.",phone:"Teléfono",keep:"Guardar los datos",saved:"Los datos están guardados.",current_password:"Contraseña actual",new_password:"Contraseña nueva",change_password:"Cambiar la contraseña",password_changed:"La contraseña está cambiada; los demás dispositivos deben entrar de nuevo.",preferences:"Preferencias",language:"Idioma",theme:"Colores",theme_auto:"Como el dispositivo",theme_light:"Claros",theme_dark:"Oscuros",notices_wanted:"Avisar también cuando esta página no se ve",notices_hint:"El aviso no nombra el examen.",notices_refused:"El navegador no permite los avisos. Puede permitirlos en sus ajustes.",sessions:"Sesiones y dispositivos",unknown_device:"Dispositivo desconocido",this_device:"Este dispositivo",last_used:"Último uso: {when}",end_session:"Cerrar",session_ended:"La sesión está cerrada.",own_data:"Una copia de mis datos",own_data_hint:"Un archivo ZIP con su cuenta, sus citas y avisos, sus PDF publicados y quién los ha visto.",own_data_fetch:"Descargar mis datos",own_data_fetching:"Preparando sus datos: {size}",own_data_ready:"Sus datos están listos ({size}). Guárdelos en un lugar seguro.",own_data_lost:"La descarga se interrumpió. Vuelva a intentarlo.",accesses:"Quién ha visto mis resultados",no_accesses:"Nadie más los ha visto.",viewed_detail:"Vio los datos de {exam}",viewed_file:"Abrió el archivo de {exam}",role_Administrador:"personal del laboratorio",role_Medico:"médico",role_Paciente:"paciente"};var ns={second_step:"Verificación en dos pasos",second_step_why:"Además de la contraseña, al entrar se pide algo que solo usted tiene. Así nadie entra con su cuenta aunque conozca su contraseña.",second_step_totp:"Su contraseña es correcta. Escriba ahora el código de 6 cifras que muestra su aplicación.",second_step_recovery:"Escriba uno de los diez códigos que guardó al activar la verificación. Cada uno sirve una vez.",second_step_passkey:"Su contraseña es correcta. Confirme ahora con su llave de acceso.",use_passkey:"Usar mi llave de acceso",add_passkey:"Agregar una llave de acceso",create_passkey:"Crear la llave",my_device:"Mi dispositivo",passkey_what:"Es este dispositivo, su teléfono o una llave USB. Al entrar se confirma con la huella, el rostro o el PIN.",passkey_cancelled:"La llave no respondió. Vuelva a intentarlo.",passkey_known:"Este dispositivo ya tiene una llave de su cuenta.",code_totp:"Código de la aplicación",code_recovery:"Código de recuperación",use_totp:"Usar el código de la aplicación",use_recovery:"Usar un código de recuperación",no_recovery_codes:"No le quedan códigos de recuperación. Si no tiene su aplicación, llame al laboratorio.",other_account:"Entrar con otra cuenta",continue:"Continuar",cancel:"Cancelar",confirm_password:"Confirme su contraseña",factors_on:"Activada",factors_off:"Sin activar",factors_off_text:"Su cuenta se protege solo con la contraseña.",first_factor:"Al activar la verificación en dos pasos se cierran sus demás sesiones.",kind_totp:"Aplicación de códigos",kind_passkey:"Llave de acceso",factor_added:"Agregada: {when}",factor_removed:"Quitado.",factor_name:"Nombre",factor_name_hint:"Para reconocerla en su cuenta.",my_phone:"Mi teléfono",rename:"Cambiar nombre",remove:"Quitar",remove_factor:"«{name}» ya no servirá para entrar.",remove_last_factor:"Al quitar «{name}» su cuenta vuelve a protegerse solo con la contraseña, y los códigos de recuperación dejan de valer.",add_authenticator:"Agregar una aplicación de códigos",authenticator_install:"Instale en su teléfono una aplicación de códigos: Aegis, Google Authenticator, Microsoft Authenticator u otra.",authenticator_scan:"En ella, agregue una cuenta y apunte la cámara a este dibujo.",authenticator_qr:"Código QR con la clave de abajo",authenticator_open:"Si está en el teléfono, abra la aplicación aquí",authenticator_secret:"Sin cámara, escriba en ella esta clave:",authenticator_code:"Escriba el código de 6 cifras que muestra la aplicación.",activate:"Activar",recovery_codes:"Códigos de recuperación",recovery_codes_of:"Códigos de recuperación de {account}",codes_left:"Para entrar sin su teléfono. Cada uno sirve una vez. Le quedan {n} de 10.",renew_codes:"Crear códigos nuevos",renew_codes_text:"Los códigos de recuperación que tiene ahora dejarán de valer.",keep_codes:"Guarde sus códigos de recuperación",keep_codes_text:"Con uno de ellos puede entrar si pierde su teléfono. Se muestran esta única vez: imprímalos o guárdelos fuera de este dispositivo.",copy:"Copiar",download:"Descargar",print:"Imprimir",codes_copied:"Copiados.",codes_not_copied:"El navegador no deja copiarlos: quedaron seleccionados.",codes_file:"codigos-de-recuperacion.txt",codes_kept:"Ya los guardé",account_second_factor:"Cambió la verificación en dos pasos de su cuenta",account_second_factor_created:"Agregó «{name}» a la verificación en dos pasos",account_second_factor_removed:"Quitó «{name}» de la verificación en dos pasos",account_second_factor_reset:"Se quitó la verificación en dos pasos de su cuenta; puede activarla de nuevo",account_second_factor_refused:"Alguien escribió su contraseña pero no superó el segundo paso. Si no fue usted, cambie su contraseña",account_recovery_codes:"Tiene códigos de recuperación nuevos",account_recovery_codes_used:"Se usó un código de recuperación; le quedan {n}"};var ss={forgotten:"¿Olvidó su contraseña?",forgotten_what:"Escriba el correo de su cuenta. Le enviaremos un enlace para elegir una contraseña nueva.",send_link:"Enviar el enlace",link_sent:"Si hay una cuenta con ese correo, el enlace llegará en unos minutos. Sirve durante una hora, una sola vez.",link_at_laboratory:"El laboratorio no envía correos. Pídale en persona o por teléfono un enlace para elegir otra contraseña.",link_for_staff:"El personal lo pide a un administrador.",back_to_sign_in:"Volver a entrar",linked_password:"Elegir una contraseña nueva",linked_password_what:"Elija la contraseña con la que entrará desde ahora. Se cerrarán todas sus sesiones.",linked_password_rules:"Al menos 10 caracteres; no una contraseña muy común, ni su correo o su nombre.",show_password:"Mostrar la contraseña",set_password:"Guardar la contraseña",linked_password_set:"La contraseña está cambiada. Ya puede entrar con ella.",to_admin_from_link:"Soy del personal: ir al panel",link_invalid:"Este enlace ya no sirve: venció, se usó, o hay uno más nuevo.",initial_password:"Elija su contraseña",initial_password_what:"La que usó es provisional. Elija la suya para entrar.",save_and_enter:"Guardar y entrar",another_link:"Pedir otro enlace"};var rs={appointments:"Citas",results:"Resultados",inbox:"Avisos",account:"Mi cuenta",account_short:"Cuenta",new_appointment:"Nueva cita",coming:"Próximas",past:"Anteriores",none_coming:"No hay citas próximas.",place_number:"Sede n.º {id}",patient_number:"Paciente n.º {id}",patient_named:"Paciente: {name}",no_longer_offered:"Ya no está en el catálogo",total:"Total",move:"Mover",cancel:"Cancelar",cancel_sure:"¿Cancelar la cita del {when}? Su lugar queda libre para otra persona.",cancel_yes:"Sí, cancelar la cita",no:"No",cancelled_by_me:"La cita está cancelada.",moved_by_me:"La cita está cambiada.",booked_by_me:"La cita está reservada.",just_changed:"Acaba de cambiar",just_taken:"Ese horario se acaba de ocupar. Elija otro.",moving:"Elija el nuevo horario de la cita del {when}.",place:"Sede",day:"Día",other_day:"Otro día",closed:"cerrado",time:"Hora",any_time:"Hora que prefiere",no_times:"No quedan horarios este día.",times_of:"Las horas son las de la sede ({zone}).",full:"completo",free:"libres: {n}",contents:"Exámenes y paquetes",in_package:"ya está en un paquete elegido",notes:"Algo que debamos saber (opcional)",choose_place:"Elija una sede.",choose_time:"Elija un día y una hora.",choose_contents:"Elija al menos un examen o un paquete.",confirm_booking:"Reservar",confirm_move:"Mover la cita",back:"Volver",appointment_state_pending:"Por confirmar",appointment_state_confirmed:"Confirmada",appointment_state_cancelled:"Cancelada",appointment_state_completed:"Realizada",result_state_pending:"En proceso",result_state_ready:"Listo",result_state_delivered:"Entregado",no_results:"Todavía no hay resultados.",pending_results:"En proceso",pending_hint:"Le avisaremos aquí en cuanto estén listos.",released:"Publicado: {when}",fetch:"Descargar",queued:"En espera",waiting_for_network:"Sin conexión: sigue en cuanto vuelva",fetching:"Descargando: {share} %",checked:"El archivo llegó completo y sin cambios.",unchecked:"El archivo llegó completo; este navegador no puede comprobar más.",file_corrupted:"El archivo llegó dañado dos veces. Inténtelo más tarde.",open:"Abrir",save:"Guardar",new:"Nuevo",no_notices:"No hay avisos.",appointment_created:"Cita reservada",appointment_updated:"Cita cambiada",appointment_cancelled:"Cita cancelada",appointment_confirmed:"Cita confirmada",appointment_completed:"Cita realizada",result_is_pending:"En proceso: {exam}",result_is_ready:"Resultado listo: {exam}",result_is_delivered:"Resultado entregado: {exam}",account_profile:"Sus datos cambiaron.",account_password:"Su contraseña cambió.",account_role:"El tipo de su cuenta cambió.",account_status:"El estado de su cuenta cambió.",account_data_exported_self:"Descargó una copia de sus datos.",account_data_exported_laboratory:"El laboratorio preparó una copia de sus datos.",account_session:"Se cerró una de sus sesiones."};var is={...It.es,...os,...ns,...ss,...rs,lab:"Laboratorio",sections:"Secciones",to_content:"Ir al contenido",loading:"Cargando…",working:"Un momento…",again:"Intentar de nuevo",more:"Mostrar más",close:"Cerrar",see:"Ver",failed:"No se pudo completar. Inténtelo de nuevo.",unreachable:"No hay conexión con el laboratorio. Revise su red.",unreachable_long:"No hay conexión con el laboratorio. Se intenta de nuevo sin que usted haga nada.",stale_data:"No se pudo actualizar: esto es lo último que se sabe.",status_live:"En vivo",status_reconnecting:"Reconectando",status_offline:"Sin conexión",status_incomplete:"Falta un paso",notices_now:"Avisos del momento",unread_count:"{n} sin leer",enter:"Entrar",register:"Crear una cuenta",email:"Correo",password:"Contraseña",password_hint:"Al menos 10 caracteres.",name:"Nombre completo",document_optional:"Documento de identidad (opcional)",phone_optional:"Teléfono (opcional)",no_account:"¿Todavía no tiene cuenta?",have_account:"¿Ya tiene cuenta?",signed_out:"Su sesión terminó. Entre de nuevo.",why_left:"Ha salido de su cuenta.",why_everywhere:"Ha salido de su cuenta en todos los dispositivos.",why_signed_out:"Su sesión terminó: se cerró desde otro lugar, o venció. Entre de nuevo.",why_token_invalid:"Su sesión terminó: se cerró desde otro lugar, o cambió la contraseña. Entre de nuevo.",why_deactivated:"El laboratorio desactivó esta cuenta. Comuníquese con el laboratorio para saber por qué.",why_user_changed:"En este navegador entró otra persona, y por eso esta página se cerró.",staff:"Personal del laboratorio",staff_text:"Esta cuenta es del personal del laboratorio; sus páginas están en el panel de administración.",to_admin:"Ir al panel",factor_missing:"Su cuenta tiene que usar la verificación en dos pasos. Actívela en el panel; hasta entonces aquí no llega ningún cambio.",catalog:"Catálogo",search_exams:"Buscar un examen o un paquete",category:"Categoría",all_categories:"Todas las categorías",found_other:"{n} en el catálogo",nothing_found:"Nada coincide con la búsqueda.",exams:"Exámenes",packages:"Paquetes",exams_in_one:"{n} examen incluido",exams_in_other:"{n} exámenes incluidos",preparation:"Cómo prepararse",result_in:"resultado en {time}",days_one:"{n} día",days_other:"{n} días",hours_one:"{n} hora",hours_other:"{n} horas",price_was:"El precio cambió: antes {price}",saves:"Ahorra {amount} (por separado {alone})",book:"Agendar"};var as={es:is,en:ts},U=new M(ue("lang")==="en"?"en":"es");function Dt(t){Q("lang",t),document.documentElement.lang=t,U.set(t)}var i=(t,e={})=>Do(as[U.value][t],e);function fe(t,e){let o=as[U.value],n=new Intl.PluralRules(U.value).select(e);return Do(o[`${t}_${n}`]??o[`${t}_other`],{n:e})}async function cs(t){let e=await t.json().catch(()=>({}));return new x(t.status,e??{},i("failed"))}async function H(t,e,{body:o,headers:n={},token:s,keepalive:r=!1}={}){let a={Accept:"application/json","Accept-Language":U.value,...n};s&&(a.Authorization=`Bearer ${s}`),o!==void 0&&(a["Content-Type"]="application/json");let l=o===void 0?null:JSON.stringify(o),u,p;try{u=await fetch(e,{method:t,headers:a,body:l,keepalive:r}),p=await u.text()}catch{throw new x(0,{code:"unreachable",detail:i("unreachable")})}let d=null;try{d=p?JSON.parse(p):null}catch{throw new x(u.status,{},i("failed"))}if(!u.ok)throw new x(u.status,d??{},i("failed"));return{data:d,version:u.headers.get("ETag")}}var Lo="/api/session",Mo="lab_app",Ui=3e3,k=new M({phase:ue(Mo)?"starting":"anonymous",user:null,reason:null}),Ce=null,qo=null,ls=Promise.resolve(),Ge=null,Bo=null;async function Fo(t){if(navigator.locks)return navigator.locks.request("lab.session",async()=>t());let e=ls.then(t);return ls=e.catch(()=>{}),e}function us({accessToken:t,expiresIn:e,user:o}){let n=k.value.user;if(n&&n.id!==o.id)throw Je("user_changed"),{code:"signed_out"};return Bo=null,Ce={accessToken:t,expiresIn:e,until:Date.now()+e*2e3/3},Q(Mo,"1"),JSON.stringify(n)!==JSON.stringify(o)&&k.set({phase:"signed",user:o,reason:null}),Ce}function ds(t){Bo=t}function Je(t){if(Ce=null,k.value.phase==="anonymous")return;let e=t==="signed_out"||t==="token_invalid"?Bo??t:t;e!=="user_changed"&&Q(Mo,""),k.set({phase:"anonymous",user:null,reason:e})}async function Hi(){let t={headers:{"X-Requested-With":"lab"},keepalive:!0};try{return us((await H("POST",`${Lo}/refresh`,t)).data)}catch(e){throw!(e instanceof x)||e.status!==401?e:(Je("signed_out"),{code:"signed_out"})}}async function X({force:t=!1}={}){if(Ge&&await Ge.catch(()=>{}),!t&&Ce&&Date.now()<Ce.until)return Ce;if(k.value.phase==="anonymous")throw{code:"signed_out"};return qo??=Fo(Hi).finally(()=>{qo=null}),qo}async function ps(){for(;k.value.phase==="starting"||k.value.phase==="unreachable";)try{await X()}catch(t){if(!(t instanceof x))return;k.set({...k.value,phase:"unreachable"}),await new Promise(e=>{setTimeout(e,Ui),addEventListener("online",e,{once:!0})})}}function Xe(t,e,o){return Fo(async()=>{let{data:n}=await H("POST",Lo+t,o?{body:e,token:o}:{body:e});us(n)})}var hs=t=>Xe("",t),qt=t=>Xe("/second-factor",t),ms=t=>Xe("/new-password",t),fs=t=>Xe("/register",t);async function _s(t){let{accessToken:e}=await X();await Xe("/password",t,e)}async function gs(t,e,o){let{accessToken:n}=await X();Ge=Fo(()=>H(t,e,{token:n})).then(()=>Je(o));try{await Ge}finally{Ge=null}}var ys=()=>gs("DELETE",Lo,"left"),bs=()=>gs("POST","/api/auth/logout-everywhere","everywhere");async function vs(){let{accessToken:t}=await X(),{data:e}=await H("GET","/api/auth/me",{token:t});Ze(e)}function Ze(t){k.value.phase==="signed"&&k.set({...k.value,user:t})}var he=new M({status:"reconnecting",since:Date.now()}),jo=new Map,_e=null;function I(t,e){let o=jo.get(t)??new Set;return jo.set(t,o),o.add(e),()=>o.delete(e)}function Qe(t,e){for(let o of[...jo.get(t)??[]])o(e)}async function Te(t,...e){if(!_e)throw Object.assign(new Error("closed"),{code:"closed"});return _e.emit(t,...e)}function Lt(){return he.value.status==="live"}var Mt=({reason:t})=>t==="second_factor_setup_required";function Vi(t){let{status:e}=t,o=he.value.status;he.set(t),e==="live"?Qe("live"):o==="live"&&Qe("lost")}function $s(){let t=k.value.phase==="signed";t&&!_e?_e=Kn({getToken:X,onEvent:Qe,onMessage:Qe,onStatus:Vi,onResync:()=>Qe("resync"),onSignedOut:Je}):!t&&_e&&(_e.close(),_e=null,he.set({status:"reconnecting",since:Date.now()}))}function ws(){k.subscribe($s),$s()}var Uo=2e4,zi=1500;async function Wi(t){return crypto.subtle?[...new Uint8Array(await crypto.subtle.digest("SHA-256",t))].map(o=>o.toString(16).padStart(2,"0")).join(""):null}function Yi(t){let e=new Uint8Array(t.reduce((n,s)=>n+s.length,0)),o=0;for(let n of t)e.set(n,o),o+=n.length;return e}var Ho=class{#e=null;#o=[];#t=0;#n=!1;#s;#r=[];#i=()=>{};#c=()=>{};#u;constructor(e,o){this.id=e,this.progress=o,this.#u=new Promise((n,s)=>{this.#i=n,this.#c=s})}async run(){let e=({resultId:o})=>o===this.id;this.#r=[I("result:file",o=>e(o)&&this.#m(o)),I("result:chunk",o=>e(o)&&this.#p(o)),I("result:file:end",o=>{e(o)&&this.#f()}),I("live",()=>{this.#l()}),I("lost",()=>this.#h()),k.subscribe(()=>k.value.phase==="anonymous"&&this.#c(new x(401,{detail:i("signed_out")})))],this.#l();try{return await this.#u}finally{clearTimeout(this.#s);for(let o of this.#r)o()}}#h(){this.progress({received:this.#t,size:this.#e?.size??0,waiting:!Lt()})}#d(){this.#e=null,this.#o=[],this.#t=0,this.#l()}#a(e){clearTimeout(this.#s),this.#s=setTimeout(()=>{this.#l()},e)}async#l(){this.#a(Uo),this.#h();let e=this.#e?{fromIndex:this.#o.length,sha256:this.#e.sha256}:{};try{await Te("result:download",{resultId:this.id,...e})}catch(o){let{code:n,message:s,retryAfterMs:r}=o;n==="conflict"?this.#d():n==="rate_limited"?this.#a(r??zi):["timeout","disconnected","closed"].includes(n)||this.#c(new x(0,{code:n,detail:s}))}}#m(e){this.#e=e,this.#a(Uo),this.#h()}#p({index:e,data:o}){if(e===this.#o.length){let n=o instanceof Uint8Array?o:new Uint8Array(o);this.#o.push(n),this.#t+=n.length}this.#a(Uo),Te("result:chunk:ack",{resultId:this.id,index:e}).catch(()=>{}),this.#h()}async#f(){let e=this.#e;if(!e)return;clearTimeout(this.#s);let o=Yi(this.#o),n=await Wi(o);o.length===e.size&&(n===null||n===e.sha256)?this.#i({content:o,name:e.fileName,isVerified:n!==null}):this.#n?this.#c(new x(0,{code:"corrupted",detail:i("file_corrupted")})):(this.#n=!0,this.#d())}},ks=(t,e)=>new Ho(t,e).run();var re=new M({}),xs=Promise.resolve();function et(t,e){let o=re.value[t]??{phase:"queued",received:0,size:0,waiting:!1};re.set({...re.value,[t]:{...o,...e}})}async function Ki(t){if(re.value[t]){et(t,{phase:"fetching"});try{let{content:e,name:o,isVerified:n}=await ks(t,r=>et(t,r)),s=URL.createObjectURL(new Blob([e],{type:"application/pdf"}));et(t,{phase:"ready",url:s,name:o,isVerified:n})}catch(e){let o=L(e);k.value.phase==="signed"&&et(t,{phase:"failed",problem:o})}}}function Ss(t){let e=re.value[t]?.phase;e==="queued"||e==="fetching"||e==="ready"||(et(t,{phase:"queued",received:0,size:0,waiting:!1}),xs=xs.then(()=>Ki(t)))}function Es(){k.subscribe(()=>{if(k.value.phase==="anonymous"){for(let{url:t}of Object.values(re.value))t&&URL.revokeObjectURL(t);re.set({})}})}var Gi=4,Ji=8e3,Xi=15e3,Zi=0,Oe=new M([]);function Bt(t){Oe.set(Oe.value.filter(e=>e.id!==t))}function Qi(t){let e=t.slice(0,-1).filter(n=>n.kind!=="error"),o=new Set(e.slice(0,Math.max(0,t.length-Gi)));return t.filter(n=>!o.has(n))}function R(t,e="success",{title:o="",href:n=""}={}){let s=++Zi;Oe.set(Qi([...Oe.value,{id:s,kind:e,text:t,title:o,href:n}])),e!=="error"&&setTimeout(()=>Bt(s),e==="success"&&!n?Ji:Xi)}var ea={es:"es-PE",en:"en-US"},Ft=()=>ea[U.value],Pe=(t,e)=>Gn(Ft(),t,e),ge=(t,e)=>Pe(pe(t),e),As=t=>Jn(Ft(),t);function tt(t,e,o){let n=o===void 0?{}:{timeZone:o};return new Intl.DateTimeFormat(Ft(),{...e,...n}).format(new Date(t))}var jt=(t,e)=>tt(t,{weekday:"short",day:"numeric",month:"short",hour:"2-digit",minute:"2-digit"},e),Cs=(t,e)=>tt(t,{weekday:"long",day:"numeric",month:"long"},e),Ut=(t,e)=>tt(t,{hour:"2-digit",minute:"2-digit"},e),Z=t=>tt(t,{dateStyle:"medium",timeStyle:"short"}),Ts=t=>tt(`${t}T12:00:00Z`,{weekday:"short",day:"numeric",month:"short"},"UTC");function ot(t){let[e,o]=t>=1e6?["megabyte",1e6]:["kilobyte",1e3],n={style:"unit",unit:e,maximumFractionDigits:1};return new Intl.NumberFormat(Ft(),n).format(t/Number(o))}async function E(t,e,{body:o,version:n}={}){let s=n?{"If-Match":n}:{},r=async a=>{let{accessToken:l}=await X({force:a}).catch(u=>{throw u instanceof x?u:new x(401,{code:"signed_out",detail:i("signed_out")})});return H(t,e,{body:o,headers:s,token:l})};try{return await r(!1)}catch(a){if(!(a instanceof x)||a.status!==401||a.code==="signed_out")throw a;return r(!0)}}function D(t){let[,e]=g(()=>({value:t.value}));return w(()=>{let o=()=>e(n=>Object.is(n.value,t.value)?n:{value:t.value});return o(),t.subscribe(o)},[t]),t.value}var ye=class extends M{#e=0;#o=!1;#t=null;#n;users=0;constructor(e,{personal:o=!0}={}){super({data:null,problem:null,loading:!1}),this.#n=e;let n=()=>{this.users&&this.load()};I("live",n),I("resync",n),o&&k.subscribe(()=>k.value.phase==="anonymous"&&this.clear())}load(){return this.#t?this.#o=!0:this.#t=this.#s(),this.#t}refresh(){(this.users||this.value.data!==null)&&this.load()}clear(){this.#e+=1,this.#t=null,this.set({data:null,problem:null,loading:!1})}update(e){this.value.data!==null&&this.set({...this.value,data:e(this.value.data)})}async#s(){let e=this.#e;this.set({...this.value,loading:!0});do{this.#o=!1;let o=await this.#r();if(e!==this.#e)return;this.set({...this.value,loading:this.#o,...o})}while(this.#o);this.#t=null}async#r(){try{return{data:await this.#n(),problem:null}}catch(e){if(e instanceof x)return{problem:e};throw e}}};function B(t){return w(()=>(t.users+=1,t.load(),()=>{t.users-=1}),[t]),D(t)}var Os=50,F=new ye(async()=>(await H("GET","/api/catalog")).data,{personal:!1}),Ne=class extends ye{constructor(e){let o={pages:1};super(async()=>{let n={items:[],total:0,page:1,perPage:Os};for(let s=1;s<=o.pages;s+=1){let{data:r}=await E("GET",`${e}?page=${s}&perPage=${Os}`);if(n={...r,items:[...n.items,...r.items]},n.items.length>=n.total)break}return n}),this.shown=o}more(){this.shown.pages+=1,this.load()}clear(){this.shown.pages=1,super.clear()}},W=new Ne("/api/appointments"),be=new Ne("/api/results"),te=new Ne("/api/auth/me/inbox"),Ht=new Ne("/api/auth/me/access-log"),Re=new ye(async()=>(await E("GET","/api/auth/sessions")).data),ve=new ye(async()=>(await E("GET","/api/auth/me/second-factors")).data);function Ie(t){W.update(e=>{let n=[...e.items.filter(s=>s.id!==t.id),t].sort((s,r)=>r.scheduledAt.localeCompare(s.scheduledAt));return{...e,items:n,total:e.total+n.length-e.items.length}})}function Vt(t){return F.value.data?.locations.find(e=>e.id===t)?.name}function De(t){return F.value.data?.locations.find(e=>e.id===t)?.timezone}function ta({action:t,appointment:e,appointmentId:o}){let n=e?.status==="completed"?"completed":t,s=n,r=n==="cancelled"?"warning":n==="confirmed"?"success":"info",a=e?[jt(e.scheduledAt,De(e.locationId)),Vt(e.locationId)??i("place_number",{id:e.locationId})]:[`n.º ${o}`];return{text:`${i(`appointment_${s}`)}: ${a.join(" · ")}`,href:"/citas",kind:r}}function oa({status:t,examName:e}){return{text:i(`result_is_${t}`,{exam:e}),href:"/resultados",kind:t==="ready"?"success":"info"}}var na={"second_factor created":"account_second_factor_created","second_factor removed":"account_second_factor_removed","second_factor reset":"account_second_factor_reset","second_factor refused":"account_second_factor_refused","recovery_codes updated":"account_recovery_codes","recovery_codes used":"account_recovery_codes_used"};function sa(t,e,{name:o="",recoveryCodes:n=0}){let s=`${t} ${e}`;return{text:i(na[s]??"account_second_factor",{name:o,n}),href:"/cuenta",kind:e==="refused"||e==="used"?"warning":"info"}}var ra={confirmed:"success",declined:"warning"};function ia({type:t,action:e,changes:o}){if(t==="document"){let s=e;return{text:i(`document_was_${s}`),href:"/cuenta",kind:ra[s]??"info"}}if(t==="second_factor"||t==="recovery_codes")return sa(t,e,o??{});if(t==="data"){let s=o?.by==="self"?"self":"laboratory";return{text:i(`account_data_exported_${s}`),href:"/cuenta",kind:"info"}}return{text:i(`account_${t}`),href:"/cuenta",kind:"info"}}var aa={"appointment:update":ta,"result:update":oa,"user:update":ia,"system:message":({message:t,type:e})=>({text:t,href:"",kind:e})},Ps=t=>i(`event_${t.replace(":","_")}`);function zt(t,e){return{...(aa[t]??(()=>({text:Ps(t),href:"",kind:"info"})))(e),discreet:t==="system:message"?e.message:Ps(t)}}var Vo=()=>({path:location.pathname.replace(/(.)\/+$/,"$1"),query:new URLSearchParams(location.search)}),Wt=new M(Vo());function ie(t,{replace:e=!1}={}){history[e?"replaceState":"pushState"](null,"",t),Wt.set(Vo()),scrollTo(0,0)}function ca(t,e){let o=t.target instanceof Element?t.target.closest("a[href]"):null;!(o instanceof HTMLAnchorElement)||t.defaultPrevented||t.button!==0||t.metaKey||t.ctrlKey||t.shiftKey||t.altKey||o.target||o.download||!(o.origin===location.origin&&e.includes(o.pathname))||o.getAttribute("href")?.startsWith("#")||(t.preventDefault(),ie(o.pathname+o.search))}function Ns(t){document.addEventListener("click",e=>ca(e,t)),addEventListener("popstate",()=>Wt.set(Vo()))}var zo="lab_notices",Wo="Notification"in globalThis,qe=new M(Wo&&ue(zo)==="1"&&Notification.permission==="granted");async function Rs(){let t=await Notification.requestPermission()==="granted";return Q(zo,t?"1":""),qe.set(t),t}function Is(){Q(zo,""),qe.set(!1)}async function Ds(t,e,o){if(!document.hidden||!qe.value||Notification.permission!=="granted")return;let n={body:t,tag:o,icon:"/static/img/icon-192.png",data:{href:e}},s=await navigator.serviceWorker?.getRegistration();if(s){await s.showNotification(i("lab"),n);return}let r=new Notification(i("lab"),n);r.onclick=()=>{window.focus(),ie(e)}}var qs=new Set,Yo=new Set;async function Yt(t,e){let o=t.then(s=>{qs.add(e(s))},()=>{});Yo.add(o),o.then(()=>Yo.delete(o));let n=await t;return await o,n}async function Ls(t){return await Promise.all([...Yo]),qs.delete(t)}var Le=(t,{id:e,locationId:o,scheduledAt:n})=>[t,e,o,n].join();function nt(t,e){let{text:o,kind:n,href:s,discreet:r}=zt(t,e);R(o,n,{href:s}),Ds(r,s||"/avisos",`${t} ${e.eventId}`)}async function ua(t){let e=t.appointment;e&&Ie(e),W.refresh(),be.refresh(),e&&await Ls(Le(t.action,e))||nt("appointment:update",t)}function da(t){let{type:e,action:o}=t;o==="deactivated"&&ds("deactivated"),e==="session"&&Re.refresh(),(e==="second_factor"||e==="recovery_codes")&&ve.refresh(),(o==="refused"||o==="used")&&nt("user:update",t),(e==="profile"||e==="document")&&vs().catch(()=>{}),e==="document"&&(o==="confirmed"||o==="declined")&&nt("user:update",t)}function Ms(){I("catalog:update",()=>F.refresh()),I("appointment:update",ua),I("result:update",t=>{be.refresh(),t.status==="ready"&&nt("result:update",t)}),I("user:update",da),I("system:message",t=>nt("system:message",t));for(let t of["appointment:update","result:update","user:update","system:message"])I(t,()=>te.refresh());document.addEventListener("visibilitychange",()=>document.hidden||Lt()||F.refresh()),I("live",()=>{te.load()})}var pa="/api/auth/me/export",Fs={phase:"idle",received:0},ae=new M(Fs),Me=null;async function Bs(t,e){let o={Authorization:`Bearer ${t}`,"Accept-Language":U.value},n=await fetch(pa,{headers:o,signal:e});if(!n.ok)throw await cs(n);return n}async function ha(t){let{accessToken:e}=await X();try{return await Bs(e,t)}catch(o){if(!(o instanceof x)||o.status!==401)throw o;return Bs((await X({force:!0})).accessToken,t)}}async function ma(t){let e=t.body.getReader(),o=[],n=0;for(let s=await e.read();!s.done;s=await e.read())o.push(s.value),n+=s.value.length,ae.set({phase:"fetching",received:n});return new Blob(o,{type:"application/zip"})}async function js(){if(Me)return;Us();let t=new AbortController;Me=t,ae.set({phase:"fetching",received:0});try{let e=await ha(t.signal),o=e.headers.get("Content-Disposition")?.match(/filename=([\w.-]+)/)?.[1]??"datos.zip",n=await ma(e);ae.set({phase:"ready",received:n.size,url:URL.createObjectURL(n),name:o})}catch(e){if(t.signal.aborted||k.value.phase!=="signed")return;let o=e instanceof x?e:new x(0,{detail:i("own_data_lost")});ae.set({phase:"failed",received:0,problem:o})}finally{Me===t&&(Me=null)}}function Us(){ae.value.url&&URL.revokeObjectURL(ae.value.url),ae.set(Fs)}function Hs(){k.subscribe(()=>{k.value.phase==="anonymous"&&(Me?.abort(),Me=null,Us())})}function Vs(){let{serviceWorker:t}=navigator;if(!t)return;t.addEventListener("message",({data:o})=>{typeof o?.href=="string"&&o.href.startsWith("/")&&ie(o.href)});let e=()=>{t.register("/sw.js").catch(()=>{})};document.readyState==="complete"?e():addEventListener("load",e,{once:!0})}var fa=document.querySelector("meta[name=icons]")?.getAttribute("content")??"",Kt={info:"info-circle",success:"circle-check",warning:"alert-triangle",error:"alert-circle"};function T({name:t}){return c`<svg class="icon" aria-hidden="true"><use href=${`${fa}#${t}`} /></svg>`}var _a=(t,e)=>e===t.path||e.startsWith(`${t.path}/`);function ga({count:t}){return c`<span class="count">
    <span aria-hidden="true">${t}</span><span class="unseen">${i("unread_count",{n:t})}</span>
  </span>`}function zs({entries:t,path:e}){return c`<nav class="nav" aria-label=${i("sections")}>
    <ul>
      ${t.map(o=>c`<li key=${o.path}>
          <a href=${o.path} aria-current=${_a(o,e)?"page":void 0}>
            <${T} name=${o.icon} />
            <span>${i(o.text)}</span>
            ${o.count?c`<${ga} count=${o.count} />`:null}
          </a>
        </li>`)}
    </ul>
  </nav>`}function ya(t){let[e,o]=g(()=>Date.now());return w(()=>{o(Date.now());let n=setInterval(()=>o(Date.now()),5e3);return()=>clearInterval(n)},[t]),Math.min(0,(t-e)/1e3)}function Ws(){let t=D(he),{status:e,since:o}=t,{phase:n}=D(k),s=ya(o);if(n==="anonymous")return null;let a=n==="unreachable"&&navigator.onLine===!1?"offline":Mt(t)?"incomplete":e;return c`<div class="connection" id="connection" data-status=${a}>
    <span class="dot" aria-hidden="true"></span>
    <span role="status">${i(`status_${a}`)}</span>
    ${a!=="live"&&c`<span class="wide">· ${As(s)}</span>`}
  </div>`}function $e(){return c`<p class="state" role="status"><span class="spinner" aria-hidden="true"></span> ${i("loading")}</p>`}function G({text:t,children:e}){return c`<div class="state"><p>${t}</p>${e}</div>`}function oe({onClick:t}){return c`<button type="button" class="button" onClick=${t}>${i("more")}</button>`}function st({problem:t,again:e}){return c`<div class="state" role="alert">
    <p><${T} name="alert-triangle" /> ${t.message}</p>
    <button type="button" class="button" onClick=${e}>${i("again")}</button>
  </div>`}function V({resource:t,state:e,children:o}){let n=()=>{t.load()};return e.data===null?e.problem?c`<${st} problem=${e.problem} again=${n} />`:c`<${$e} />`:c`
    ${e.problem&&c`<p class="note note-warning" role="status">
        ${i("stale_data")} <button type="button" class="link" onClick=${n}>${i("again")}</button>
      </p>`}
    ${o(e.data)}
  `}function Ys(){let t=D(Oe);return c`<div class="toasts" id="toasts" role="region" aria-label=${i("notices_now")} aria-live="polite">
    ${t.map(e=>c`<div class="toast" key=${e.id} data-kind=${e.kind}>
        <${T} name=${Kt[e.kind]} />
        <p>
          ${e.text}
          ${e.href&&c` <a href=${e.href} onClick=${()=>Bt(e.id)}>${i("see")}</a>`}
        </p>
        <button type="button" class="close" aria-label=${i("close")} onClick=${()=>Bt(e.id)}>
          <${T} name="x" />
        </button>
      </div>`)}
  </div>`}function Be({text:t,yes:e,onYes:o,onNo:n}){let s=q(null);return w(()=>{s.current?.showModal()},[]),c`<dialog ref=${s} class="dialog" aria-labelledby="confirm-text" onCancel=${n} onClose=${n}>
    <p id="confirm-text">${t}</p>
    <div class="row">
      <button type="button" class="button" onClick=${n}>${i("no")}</button>
      <button type="button" class="button button-danger" onClick=${o}>${e}</button>
    </div>
  </dialog>`}function ba({at:t,examName:e,readerName:o,readerRole:n,part:s},r){let a=i(`viewed_${s}`,{exam:e});return c`<li key=${r}>
    <div>
      <p><strong>${o}</strong> · ${i(`role_${n}`)}</p>
      <p class="quiet">${a} · <time datetime=${t}>${Z(t)}</time></p>
    </div>
  </li>`}function va({page:{items:t,total:e}}){return t.length===0?c`<${G} text=${i("no_accesses")} />`:c`
    <ul class="lines">${t.map(ba)}</ul>
    ${t.length<e&&c`<${oe} onClick=${()=>Ht.more()} />`}
  `}function Ks(){let t=B(Ht);return c`<section class="card" aria-labelledby="accesses">
    <h2 id="accesses">${i("accesses")}</h2>
    <${V} resource=${Ht} state=${t}>
      ${e=>c`<${va} page=${e} />`}
    <//>
  </section>`}function $a({received:t}){return c`<div class="field">
    <p id="own-data-progress" role="status">${i("own_data_fetching",{size:ot(t)})}</p>
    <progress aria-labelledby="own-data-progress"></progress>
  </div>`}function Gs(){let{phase:t,received:e,url:o,name:n,problem:s}=D(ae);return c`<section class="card" aria-labelledby="own-data">
    <h2 id="own-data">${i("own_data")}</h2>
    <p class="quiet">${i("own_data_hint")}</p>
    ${t==="failed"&&c`<p class="note note-error" role="alert">${s?.message}</p>`}
    ${t==="fetching"&&c`<${$a} received=${e} />`}
    ${t==="ready"&&c`<p class="saving" role="status">
          <${T} name="circle-check" /> ${i("own_data_ready",{size:ot(e)})}
        </p>
        <div class="row">
          <a class="button button-primary" href=${o} download=${n}><${T} name="download" /> ${i("save")}</a>
        </div>`}
    ${(t==="idle"||t==="failed")&&c`<div class="row">
        <button type="button" class="button" onClick=${()=>{js()}}>
          <${T} name="download" /> ${i("own_data_fetch")}
        </button>
      </div>`}
  </section>`}function O(t){let[e,o]=g(!1),[n,s]=g(null);return{busy:e,problem:n,clearProblem:()=>s(null),submit:async r=>{r.preventDefault();let a=r.currentTarget;if(e)return;let l=Object.fromEntries([...new FormData(a)].map(([u,p])=>[u,String(p)]));o(!0),s(null);try{await t(l,a)}catch(u){s(L(u)),requestAnimationFrame(()=>a.querySelector("[aria-invalid=true]")?.focus())}finally{o(!1)}}}}function A({problem:t,isWhole:e=!1}){let o=e?t?.summary:t?.message;return c`<div role="alert">
    ${t&&c`<p class="note note-error"><${T} name="alert-circle" /> ${o}</p>`}
  </div>`}function S({label:t,name:e,id:o=e,hint:n,problem:s,...r}){let a=s?.errors[e],l=[n&&`${o}-hint`,a&&`${o}-fault`].filter(Boolean).join(" ")||void 0;return c`<div class="field">
    <label for=${o}>${t}</label>
    <input
      class="input"
      id=${o}
      name=${e}
      aria-describedby=${l}
      aria-invalid=${a?"true":void 0}
      ...${r}
    />
    ${n&&c`<p class="hint" id=${`${o}-hint`}>${n}</p>`}
    ${a&&c`<p class="fault" id=${`${o}-fault`}>${a.join(" ")}</p>`}
  </div>`}function P({busy:t,children:e,kind:o="button-primary",disabled:n=!1}){let s=t?"true":void 0;return c`<button type="submit" class=${`button ${o}`} disabled=${n} aria-disabled=${s}>
    ${t?i("working"):e}
  </button>`}async function Js(t){let{data:e}=await E("PATCH","/api/auth/me",{body:{documentNumber:t}});return Ze(e),e}async function wa(){try{await Js(null),R(i("document_withdrawn"))}catch(t){R(L(t).message,"error")}}function ka({number:t}){let[e,o]=g(!1);return c`<div id="proposal">
      <p class="row">
        <strong class="prose">${t}</strong>
        <span class="badge" data-tone="warn">${i("document_waiting")}</span>
      </p>
      <button type="button" class="button" onClick=${()=>o(!0)}>${i("document_withdraw")}</button>
    </div>
    ${e&&c`<${Be}
      text=${i("document_withdraw_sure",{number:t})}
      yes=${i("document_withdraw")}
      onNo=${()=>o(!1)}
      onYes=${()=>{o(!1),wa()}}
    />`}`}function Xs({user:t}){let{documentNumber:e,proposedDocumentNumber:o}=t,[n,s]=g(!1);w(()=>I("user:update",({type:u,action:p})=>{u==="document"&&s(p==="declined")}),[]);let{busy:r,problem:a,submit:l}=O(async(u,p)=>{let d=await Js(u.documentNumber||null);p.reset(),R(i(d.proposedDocumentNumber?"document_sent":"document_confirmed_already"))});return c`<section class="card" aria-labelledby="document-title">
    <h2 id="document-title">${i("document")}</h2>
    ${e?c`<p class="row" id="confirmed-document">
            <strong class="prose">${e}</strong>
            <span class="badge" data-tone="good">${i("document_confirmed")}</span>
          </p>`:c`<p class="quiet">${i("document_none")}</p>`}
    ${o&&c`<${ka} number=${o} />`}
    ${n&&!o&&c`<p class="note note-warning">${i("document_declined")}</p>`}
    <form class="fields" noValidate onSubmit=${l}>
      <${A} problem=${a} />
      <${S}
        label=${i(o?"document_other":e?"document_new":"document_number")}
        name="documentNumber"
        autocomplete="off"
        maxlength="40"
        required
        hint=${i("document_hint")}
        problem=${a}
      />
      <${P} busy=${r}>${i("document_send")}<//>
    </form>
  </section>`}var Jt=()=>"PublicKeyCredential"in globalThis&&isSecureContext;function Gt(t){let e=atob(t.replace(/-/g,"+").replace(/_/g,"/"));return Uint8Array.from(e,o=>o.charCodeAt(0))}function rt(t){let e=String.fromCharCode(...new Uint8Array(t));return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var Zs=(t=[])=>t.map(e=>({...e,id:Gt(e.id)}));function Qs(t,e){let{id:o,rawId:n,type:s}=t,r=rt(t.response.clientDataJSON);return{id:o,rawId:rt(n),type:s,response:{clientDataJSON:r,...e}}}async function er(t){let e={...t,challenge:Gt(t.challenge),user:{...t.user,id:Gt(t.user.id)},excludeCredentials:Zs(t.excludeCredentials)},o=await navigator.credentials.create({publicKey:e}),n=o.response,s=rt(n.attestationObject);return Qs(o,{attestationObject:s,transports:n.getTransports?.()??[]})}async function tr(t){let e={...t,challenge:Gt(t.challenge),allowCredentials:Zs(t.allowCredentials)},o=await navigator.credentials.get({publicKey:e}),n=o.response;return Qs(o,{authenticatorData:rt(n.authenticatorData),signature:rt(n.signature)})}function ne({title:t,onClose:e,children:o,id:n="dialog"}){let s=q(null);w(()=>{let a=s.current;return a?.showModal(),()=>a?.close()},[]);let r=a=>{a.preventDefault(),e?.()};return c`<dialog ref=${s} class="dialog" id=${n} aria-labelledby=${`${n}-title`} onCancel=${r}>
    <h2 id=${`${n}-title`}>${t}</h2>
    ${o}
  </dialog>`}function or({text:t,email:e,send:o,onClose:n}){let{busy:s,problem:r,submit:a}=O(({currentPassword:u=""})=>o(u)),l=r&&"currentPassword"in r.errors;return c`<${ne} title=${i("confirm_password")} onClose=${n}>
    <form class="fields" noValidate onSubmit=${a}>
      ${t&&c`<p>${t}</p>`}
      <${A} problem=${l?null:r} />
      <input type="email" autocomplete="username" defaultValue=${e} hidden />
      <${S}
        id="confirmed-password"
        label=${i("current_password")}
        name="currentPassword"
        type="password"
        autocomplete="current-password"
        maxlength="128"
        required
        autofocus
        problem=${r}
      />
      <div class="row">
        <button type="button" class="button" onClick=${n}>${i("cancel")}</button>
        <${P} busy=${s}>${i("continue")}<//>
      </div>
    </form>
  <//>`}function nr({enrolment:{secret:t,uri:e,qrCode:o,enrolment:n},onAdded:s,onClose:r}){let{busy:a,problem:l,submit:u}=O(async({name:d="",code:h=""})=>{let{data:m}=await E("POST","/api/auth/me/second-factors/totp/confirm",{body:{enrolment:n,name:d,code:h}});s(m)}),p=l&&("code"in l.errors||"name"in l.errors);return c`<${ne} id="authenticator" title=${i("add_authenticator")} onClose=${r}>
    <form class="fields" noValidate onSubmit=${u}>
      <ol class="plain">
        <li>${i("authenticator_install")}</li>
        <li>
          ${i("authenticator_scan")}
          <img class="qr" src=${o} width="245" height="245" alt=${i("authenticator_qr")} />
          <p><a href=${e}>${i("authenticator_open")}</a></p>
          <p>${i("authenticator_secret")} <code class="secret">${t.replace(/(.{4})(?=.)/g,"$1 ")}</code></p>
        </li>
        <li>${i("authenticator_code")}</li>
      </ol>
      <${A} problem=${p?null:l} isWhole />
      <${S}
        id="authenticator-code"
        label=${i("code_totp")}
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        maxlength="12"
        required
        autofocus
        problem=${l}
      />
      <${S}
        id="authenticator-name"
        label=${i("factor_name")}
        name="name"
        defaultValue=${i("my_phone")}
        hint=${i("factor_name_hint")}
        autocomplete="off"
        maxlength="60"
        required
        problem=${l}
      />
      <div class="row">
        <button type="button" class="button" onClick=${r}>${i("cancel")}</button>
        <${P} busy=${a}>${i("activate")}<//>
      </div>
    </form>
  <//>`}var sr=t=>t.catch(e=>{let o=e instanceof DOMException&&e.name==="InvalidStateError";throw new x(0,{code:"cancelled",detail:i(o?"passkey_known":"passkey_cancelled")})});async function rr(t){let{data:e}=await H("POST","/api/session/passkey-options",{body:{challenge:t}});await qt({challenge:t,passkey:await sr(tr(e.publicKey))})}async function ir(t,e){let o=await sr(er(t));return(await E("POST","/api/auth/me/second-factors/passkeys",{body:{name:e,credential:o}})).data}function ar({options:t,onAdded:e,onClose:o}){let{busy:n,problem:s,submit:r}=O(async({name:a=""})=>e(await ir(t,a)));return c`<${ne} id="passkey" title=${i("add_passkey")} onClose=${o}>
    <form class="fields" noValidate onSubmit=${r}>
      <p>${i("passkey_what")}</p>
      <${A} problem=${s&&!s.errors.name?s:null} isWhole />
      <${S}
        id="passkey-name"
        label=${i("factor_name")}
        name="name"
        defaultValue=${i("my_device")}
        hint=${i("factor_name_hint")}
        autocomplete="off"
        maxlength="60"
        required
        autofocus
        problem=${s}
      />
      <div class="row">
        <button type="button" class="button" onClick=${o}>${i("cancel")}</button>
        <${P} busy=${n}>${i("create_passkey")}<//>
      </div>
    </form>
  <//>`}function cr(t,e){let o=document.createElement("a");o.download=t,o.href=URL.createObjectURL(new Blob([`${e}
`],{type:"text/plain"})),o.click(),URL.revokeObjectURL(o.href)}function lr({codes:t,account:e,onClose:o}){let n=q(null),[s,r]=g(""),a=[i("recovery_codes_of",{account:e}),...t].join(`
`),l=async()=>{try{await navigator.clipboard.writeText(a),r(i("codes_copied"))}catch{n.current&&getSelection()?.selectAllChildren(n.current),r(i("codes_not_copied"))}},u=()=>cr(i("codes_file"),a);return c`<${ne} id="recovery-codes" title=${i("keep_codes")} onClose=${null}>
    <p>${i("keep_codes_text")}</p>
    <ol class="codes" ref=${n}>
      ${t.map(p=>c`<li key=${p}><code>${p}</code></li>`)}
    </ol>
    <p class="quiet" role="status">${s}</p>
    <div class="row">
      <button type="button" class="button" onClick=${l}>${i("copy")}</button>
      <button type="button" class="button" onClick=${u}>${i("download")}</button>
      <button type="button" class="button" onClick=${()=>globalThis.print()}>${i("print")}</button>
      <button type="button" class="button button-primary" onClick=${o}>${i("codes_kept")}</button>
    </div>
  <//>`}var Xt="/api/auth/me/second-factors";function xa({factor:t,onClose:e}){let{busy:o,problem:n,submit:s}=O(async({name:r=""})=>{await E("PATCH",`${Xt}/${t.id}`,{body:{name:r}}),e()});return c`<${ne} title=${i("rename")} onClose=${e}>
    <form class="fields" noValidate onSubmit=${s}>
      <${A} problem=${n&&!n.errors.name?n:null} />
      <${S}
        id="factor-name"
        label=${i("factor_name")}
        name="name"
        defaultValue=${t.name}
        maxlength="60"
        autocomplete="off"
        required
        autofocus
        problem=${n}
      />
      <div class="row">
        <button type="button" class="button" onClick=${e}>${i("cancel")}</button>
        <${P} busy=${o}>${i("rename")}<//>
      </div>
    </form>
  <//>`}function Sa({factor:t,isLast:e,open:o,done:n}){let{id:s,kind:r,name:a,createdAt:l,usedAt:u}=t,p=i("factor_added",{when:Z(l)}),d=[i(`kind_${r}`),p,u&&i("last_used",{when:Z(u)})],h=async f=>{await E("POST",`${Xt}/${s}/remove`,{body:{currentPassword:f}}),n(),R(i("factor_removed"))},m=i(e?"remove_last_factor":"remove_factor",{name:a});return c`<li data-factor=${s}>
    <div>
      <p><${T} name=${r==="passkey"?"key":"shield-check"} /> <strong>${a}</strong></p>
      <p class="quiet">${d.filter(Boolean).join(" · ")}</p>
    </div>
    <div class="row">
      <button type="button" class="button" onClick=${()=>o({is:"name",factor:t})}>
        ${i("rename")}<span class="unseen"> ${a}</span>
      </button>
      <button
        type="button"
        class="button button-danger"
        onClick=${()=>o({is:"password",text:m,send:h})}
      >
        ${i("remove")}<span class="unseen"> ${a}</span>
      </button>
    </div>
  </li>`}function Ea({factors:{items:t,recoveryCodes:e,passkeys:o},user:n}){let[s,r]=g(null),a=()=>{r(null),ve.load()},l=f=>{r(f.length>0?{is:"codes",codes:f}:null),ve.load()},u=async f=>{let{data:_}=await E("POST",`${Xt}/totp`,{body:{currentPassword:f}});r({is:"authenticator",enrolment:_})},p=async f=>{let{data:_}=await E("POST",`${Xt}/passkey-options`,{body:{currentPassword:f}});r({is:"passkey",options:_.publicKey})},d=async f=>{let{data:_}=await E("POST","/api/auth/me/recovery-codes",{body:{currentPassword:f}});l(_.recoveryCodes)},h=t.length>0,m=h?"":i("first_factor");return c`
    <p>
      ${h?c`<span class="badge" data-tone="good">${i("factors_on")}</span>`:c`<span class="badge" data-tone="warn">${i("factors_off")}</span> ${i("factors_off_text")}`}
    </p>
    <ul class="lines">
      ${t.map(f=>c`<${Sa} key=${f.id} factor=${f} isLast=${t.length===1} open=${r} done=${a} />`)}
      ${h&&c`<li data-codes=${e}>
          <div>
            <p><strong>${i("recovery_codes")}</strong></p>
            <p class=${e<3?"fault":"quiet"}>${i("codes_left",{n:e})}</p>
          </div>
          <button
            type="button"
            class="button"
            onClick=${()=>r({is:"password",text:i("renew_codes_text"),send:d})}
          >
            ${i("renew_codes")}
          </button>
        </li>`}
    </ul>
    <button
      type="button"
      class=${h?"button":"button button-primary"}
      onClick=${()=>r({is:"password",text:m,send:u})}
    >
      ${i("add_authenticator")}
    </button>
    ${o&&Jt()&&c`<button
        type="button"
        class="button"
        onClick=${()=>r({is:"password",text:m,send:p})}
      >
        ${i("add_passkey")}
      </button>`}
    ${s?.is==="password"&&c`<${or} text=${s.text} email=${n.email} send=${s.send} onClose=${a} />`}
    ${s?.is==="authenticator"&&c`<${nr}
        enrolment=${s.enrolment}
        onAdded=${f=>l(f.recoveryCodes)}
        onClose=${a}
      />`}
    ${s?.is==="passkey"&&c`<${ar}
        options=${s.options}
        onAdded=${f=>l(f.recoveryCodes)}
        onClose=${a}
      />`}
    ${s?.is==="codes"&&c`<${lr} codes=${s.codes} account=${n.email} onClose=${a} />`}
    ${s?.is==="name"&&c`<${xa} factor=${s.factor} onClose=${a} />`}
  `}function ur({user:t}){let e=B(ve);return c`<section class="card" aria-labelledby="second-factors">
    <h2 id="second-factors">${i("second_step")}</h2>
    <p>${i("second_step_why")}</p>
    <${V} resource=${ve} state=${e}>
      ${o=>c`<${Ea} factors=${o} user=${t} />`}
    <//>
  </section>`}function dr({user:t}){let{busy:e,problem:o,submit:n}=O(async({currentPassword:s="",newPassword:r=""},a)=>{await _s({currentPassword:s,newPassword:r}),a.reset(),R(i("password_changed"))});return c`<section class="card" aria-labelledby="password-title">
    <h2 id="password-title">${i("password")}</h2>
    <form class="fields" noValidate onSubmit=${n}>
      <${A} problem=${o} />
      <input type="email" autocomplete="username" defaultValue=${t.email} hidden />
      <${S}
        label=${i("current_password")}
        name="currentPassword"
        type="password"
        autocomplete="current-password"
        maxlength="128"
        required
        problem=${o}
      />
      <${S}
        label=${i("new_password")}
        name="newPassword"
        type="password"
        autocomplete="new-password"
        minlength="10"
        maxlength="128"
        required
        hint=${i("password_hint")}
        problem=${o}
      />
      <${P} busy=${e}>${i("change_password")}<//>
    </form>
  </section>`}async function Aa(t){t?await Rs()||R(i("notices_refused"),"warning"):Is()}function pr(){let t=D(qe),[e,o]=g(yt),n=a=>Dt(a.currentTarget.value==="en"?"en":"es"),s=a=>{let l=a.currentTarget.value;Cn(l),o(l)},r=async a=>{let l=a.currentTarget;await Aa(l.checked),l.checked=qe.value};return c`<section class="card" aria-labelledby="preferences">
    <h2 id="preferences">${i("preferences")}</h2>
    <div class="field">
      <label for="language">${i("language")}</label>
      <select class="input" id="language" value=${D(U)} onChange=${n}>
        <option value="es" lang="es">Español</option>
        <option value="en" lang="en">English</option>
      </select>
    </div>
    <div class="field">
      <label for="theme">${i("theme")}</label>
      <select class="input" id="theme" value=${e} onChange=${s}>
        <option value="auto">${i("theme_auto")}</option>
        <option value="light">${i("theme_light")}</option>
        <option value="dark">${i("theme_dark")}</option>
      </select>
    </div>
    ${Wo&&c`<label class="check">
      <input type="checkbox" id="notices" checked=${t} onChange=${r} />
      <span>${i("notices_wanted")}<small class="quiet">${i("notices_hint")}</small></span>
    </label>`}
  </section>`}function hr({user:t}){let{busy:e,problem:o,submit:n}=O(async({name:s="",phone:r=""})=>{Ze((await E("PATCH","/api/auth/me",{body:{name:s,phone:r||null}})).data),R(i("saved"))});return c`<section class="card" aria-labelledby="profile">
    <h2 id="profile">${i("my_data")}</h2>
    <form class="fields" noValidate onSubmit=${n}>
      <${A} problem=${o} />
      <p><span class="label">${i("email")}</span><br />${t.email}</p>
      <${S}
        label=${i("name")}
        name="name"
        autocomplete="name"
        maxlength="120"
        required
        defaultValue=${t.name}
        problem=${o}
      />
      <${S}
        label=${i("phone")}
        name="phone"
        type="tel"
        autocomplete="tel"
        maxlength="40"
        defaultValue=${t.phone??""}
        problem=${o}
      />
      <${P} busy=${e}>${i("keep")}<//>
    </form>
  </section>`}var Ca={Edg:"Edge",OPR:"Opera",Firefox:"Firefox",Chrome:"Chrome",Safari:"Safari"},Ta={Android:"Android",iPhone:"iPhone",iPad:"iPad",Windows:"Windows","Mac OS":"macOS",Linux:"Linux"};function mr(t){let e=o=>Object.entries(o).find(([n])=>t?.includes(n))?.[1];return[e(Ca),e(Ta)].filter(Boolean).join(" · ")}async function Oa(t){try{await E("DELETE",`/api/auth/sessions/${t}`),R(i("session_ended"))}catch(e){R(L(e).message,"error")}Re.load()}function Pa({one:{id:t,usedAt:e,address:o,userAgent:n,current:s}}){let r=mr(n)||i("unknown_device"),a=[i("last_used",{when:Z(e)}),o].filter(Boolean).join(" · ");return c`<li data-session=${t}>
    <div>
      <p>
        <strong>${r}</strong> ${s&&c`<span class="badge" data-tone="good">${i("this_device")}</span>`}
      </p>
      <p class="quiet">${a}</p>
    </div>
    ${!s&&c`<button type="button" class="button" onClick=${()=>Oa(t)}>
        ${i("end_session")}<span class="unseen"> ${r}</span>
      </button>`}
  </li>`}function fr(){let t=B(Re);return c`<section class="card" aria-labelledby="sessions">
    <h2 id="sessions">${i("sessions")}</h2>
    <${V} resource=${Re} state=${t}>
      ${({items:e})=>c`<ul class="lines">
            ${e.map(o=>c`<${Pa} key=${o.id} one=${o} />`)}
          </ul>`}
    <//>
  </section>`}async function _r(t){try{await t()}catch(e){e instanceof x&&R(e.message,"error")}}function gr({user:t}){let[e,o]=g(!1);return c`
    <div class="row">
      <button type="button" class="button" onClick=${()=>_r(ys)}>${i("leave")}</button>
      <button type="button" class="button button-danger" onClick=${()=>o(!0)}>
        ${i("leave_everywhere")}
      </button>
    </div>
    ${e&&c`<${Be}
      text=${i("leave_everywhere_sure")}
      yes=${i("leave_everywhere")}
      onNo=${()=>o(!1)}
      onYes=${()=>{o(!1),_r(bs)}}
    />`}
    <div class="columns">
      <${hr} user=${t} />
      <${Xs} user=${t} />
      <${dr} user=${t} />
      <${ur} user=${t} />
      <${pr} />
      <${fr} />
      <${Gs} />
      ${t.role==="Paciente"&&c`<${Ks} />`}
    </div>
  `}var Na={pending:"warn",confirmed:"good",cancelled:"bad",completed:"",ready:"good",delivered:""};function Zt({state:t,of:e}){let o=`${e}_state_${t}`;return c`<span class="badge" data-tone=${Na[t]}>${i(o)}</span>`}var yr=200,ke=new M({}),we=new Set,Qt=new Set;async function br(){let t=k.value.user?.id,e=[...we].slice(0,yr);for(let n of e)we.delete(n),Qt.add(n);let o=Object.fromEntries(e.map(n=>[n,null]));try{let{data:n}=await E("GET",`/api/patients?ids=${e.join()}&perPage=${yr}`);o={...o,...Object.fromEntries(n.items.map(s=>[s.id,s.name]))}}catch(n){L(n)}if(k.value.user?.id===t){for(let n of e)Qt.delete(n);ke.set({...ke.value,...o}),we.size>0&&await br()}}function Ko(t){ke.value[t]||we.has(t)||Qt.has(t)||(we.add(t),we.size===1&&queueMicrotask(()=>{br()}))}k.subscribe(()=>{k.value.phase==="anonymous"&&(we.clear(),Qt.clear(),ke.set({}))});I("live",()=>{for(let[t,e]of Object.entries(ke.value))e===null&&Ko(Number(t))});function eo({id:t}){let e=D(ke)[t];w(()=>Ko(t),[t]);let o=e===void 0?" ":e===null?i("patient_number",{id:t}):i("patient_named",{name:e});return c`<p class="quiet">${o}</p>`}var Ra=2e4;function Fe(t){let e=q(t),[o,n]=g(void 0);return w(()=>{if(Object.is(e.current,t))return;let s=e.current;e.current=t,n(()=>s);let r=setTimeout(()=>n(()=>{}),Ra);return()=>clearTimeout(r)},[t]),o}var to=({status:t,scheduledAt:e})=>(t==="pending"||t==="confirmed")&&Date.parse(e)>Date.now();function Ia({examIds:t,packageIds:e}){let{exams:o=[],packages:n=[]}=F.value.data??{},s=(r,a)=>r.find(l=>l.id===a)?.name??i("no_longer_offered");return[...e.map(r=>s(n,r)),...t.map(r=>s(o,r))]}async function Da(t){let{id:e}=t,o=E("POST",`/api/appointments/${e}/cancel`).then(({data:n})=>n);try{Ie(await Yt(o,n=>Le("cancelled",n))),R(i("cancelled_by_me"))}catch(n){R(L(n).message,"error")}W.refresh()}function vr({appointment:t,isPatient:e}){let{id:o,locationId:n,scheduledAt:s,status:r,patientId:a,notes:l,total:u}=t,[p,d]=g(!1),h=Fe(`${r} ${s} ${n}`),m=De(n),f=`${Cs(s,m)}, ${Ut(s,m)}`;return c`<li class=${h===void 0?"card":"card changed"} id=${`appointment-${o}`}>
    <div class="head">
      <h3><time datetime=${s}>${f}</time></h3>
      <span class="row">
        ${h!==void 0&&c`<span class="mark">${i("just_changed")}</span>`}
        <${Zt} of="appointment" state=${r} />
      </span>
    </div>
    <p>${Vt(n)??i("place_number",{id:n})}</p>
    ${!e&&c`<${eo} id=${a} />`}
    <ul class="plain">${Ia(t).map((_,y)=>c`<li key=${y}>${_}</li>`)}</ul>
    ${l&&c`<p class="quiet prose">${l}</p>`}
    <p><strong>${i("total")}: ${ge(u,F.value.data?.currency??"USD")}</strong></p>
    ${e&&to(t)&&c`<div class="row">
        <a class="button" href=${`/citas/nueva?mover=${o}`}>${i("move")}<span class="unseen"> ${f}</span></a>
        <button type="button" class="button button-danger" onClick=${()=>d(!0)}>
          ${i("cancel")}<span class="unseen"> ${f}</span>
        </button>
      </div>`}
    ${p&&c`<${Be}
        text=${i("cancel_sure",{when:f})}
        yes=${i("cancel_yes")}
        onNo=${()=>d(!1)}
        onYes=${()=>{d(!1),Da(t)}}
      />`}
  </li>`}function $r({all:t,isPatient:e}){return c`<ul class="cards">
    ${t.map(o=>c`<${vr} key=${o.id} appointment=${o} isPatient=${e} />`)}
  </ul>`}function qa({page:{items:t,total:e},isPatient:o}){let n=t.filter(to).reverse(),s=t.filter(r=>!to(r));return c`
    <section aria-labelledby="coming">
      <h2 id="coming">${i("coming")}</h2>
      ${n.length>0?c`<${$r} all=${n} isPatient=${o} />`:c`<${G} text=${i("none_coming")} />`}
    </section>
    ${s.length>0&&c`<section aria-labelledby="past">
        <h2 id="past">${i("past")}</h2>
        <${$r} all=${s} isPatient=${o} />
      </section>`}
    ${t.length<e&&c`<${oe} onClick=${()=>W.more()} />`}
  `}function wr({user:t}){let e=B(W);B(F);let o=t.role==="Paciente";return c`
    ${o&&c`<p>
        <a class="button button-primary" href="/citas/nueva"><${T} name="plus" /> ${i("new_appointment")}</a>
      </p>`}
    <${V} resource=${W} state=${e}>
      ${n=>c`<${qa} page=${n} isPatient=${o} />`}
    <//>
  `}function Go(t,e){let o=new Intl.DateTimeFormat("en-CA",{timeZone:t,hourCycle:"h23",year:"numeric",month:"2-digit",day:"2-digit",hour:"2-digit",minute:"2-digit",second:"2-digit"});return Object.fromEntries(o.formatToParts(e).map(({type:n,value:s})=>[n,s]))}function je(t,e=new Date){let{year:o,month:n,day:s}=Go(t,e);return`${o}-${n}-${s}`}function kr(t,e){let{hour:o,minute:n}=Go(t,e);return`${o}:${n}`}function Jo(t,e){return new Date(Date.parse(`${t}T12:00:00Z`)+e*864e5).toISOString().slice(0,10)}function xr(t){return["sun","mon","tue","wed","thu","fri","sat"][new Date(`${t}T12:00:00Z`).getUTCDay()]??""}function Sr(t,e,o){let n=Date.parse(`${t}T${e}:00Z`),s=a=>{let{year:l,month:u,day:p,hour:d,minute:h,second:m}=Go(o,new Date(a));return Date.parse(`${l}-${u}-${p}T${d}:${h}:${m}Z`)-a},r=n-s(n);return new Date(n-s(r)).toISOString()}function Er(t,e){return{...t,slots:t.slots.map(o=>({...o,free:e.get(o.startsAt)??o.free}))}}var Ar={data:null,problem:null};function Cr(t,e){let[o,n]=g(Ar),[s,r]=g(0);return w(()=>{n(Ar)},[t,e]),w(()=>{if(t===null||!e)return;let a={entity:"slots",entityId:t,date:e},l=new Map,u=!1,p=async()=>{l.clear();try{let{data:m}=await H("GET",`/api/locations/${t}/slots?date=${e}`);u||n({data:Er(m,l),problem:null})}catch(m){let f=L(m);u||n(_=>({..._,problem:f}))}},d=()=>{p(),Te("subscribe",a).then(p,()=>{})},h=[I("live",d),I("slot:update",({locationId:m,startsAt:f,free:_})=>{m===t&&(l.set(f,_),n(y=>y.data?(!y.data.slots.some(N=>N.startsAt===f)&&je(y.data.timezone,new Date(f))===e&&queueMicrotask(p),{...y,data:Er(y.data,l)}):y))})];return d(),()=>{u=!0;for(let m of h)m();Te("unsubscribe",a).catch(()=>{})}},[t,e,s]),{...o,reload:()=>r(a=>a+1)}}var Tr=t=>t.normalize("NFD").replace(/\p{Diacritic}/gu,"").toLowerCase();function oo(t){let e=Tr(t).split(/\s+/).filter(Boolean);return(...o)=>{let n=Tr(o.join(" "));return e.every(s=>n.includes(s))}}var La=20,Or=(t,e)=>t.includes(e)?t.filter(o=>o!==e):[...t,e];function Pr({offers:t,ids:e,name:o,currency:n,onToggle:s,isIncluded:r=()=>!1}){return t.map(a=>c`<label class="choice wide" key=${`${o}-${a.id}`}>
      <input
        type="checkbox"
        name=${o}
        value=${a.id}
        checked=${e.includes(a.id)}
        onChange=${()=>s(a.id)}
      />
      <span>
        <span class="head"><span>${a.name}</span><strong>${ge(a.price,n)}</strong></span>
        <small>${a.code}${r(a.id)&&` · ${i("in_package")}`}</small>
      </span>
    </label>`)}function Nr({data:t,choice:e,choose:o}){let[n,s]=g(""),{examIds:r,packageIds:a}=e,l=oo(n),u=(h,m)=>[...h.filter(f=>m.includes(f.id)),...h.filter(f=>!m.includes(f.id)&&l(f.name,f.code)).slice(0,La)],p=new Set(t.packages.filter(h=>a.includes(h.id)).flatMap(h=>h.examIds)),d=h=>s(h.currentTarget.value);return c`<fieldset class="card">
    <legend>${i("contents")}</legend>
    <label class="unseen" for="wanted">${i("search_exams")}</label>
    <input
      class="input"
      id="wanted"
      type="search"
      value=${n}
      placeholder=${i("search_exams")}
      onInput=${d}
    />
    <div class="offers">
      <${Pr}
        offers=${u(t.packages,a)}
        ids=${a}
        name="package"
        currency=${t.currency}
        onToggle=${h=>o({packageIds:Or(a,h)})}
      />
      <${Pr}
        offers=${u(t.exams,r)}
        ids=${r}
        name="exam"
        currency=${t.currency}
        isIncluded=${h=>p.has(h)}
        onToggle=${h=>o({examIds:Or(r,h)})}
      />
    </div>
  </fieldset>`}var Ma=14,Ba=365;function Fa({place:t,day:e,choose:o}){let n=je(t.timezone),s=Array.from({length:Ma},(l,u)=>Jo(n,u)),r=l=>!t.schedule||xr(l)in t.schedule,a=l=>o({day:l.currentTarget.value,startsAt:""});return c`<fieldset class="card">
    <legend>${i("day")}</legend>
    <div class="choices">
      ${s.map(l=>c`<label class="choice" key=${l}>
          <input
            type="radio"
            name="day"
            value=${l}
            checked=${l===e}
            disabled=${!r(l)}
            onChange=${()=>o({day:l,startsAt:""})}
          />
          <span>${Ts(l)}${!r(l)&&c`<small>${i("closed")}</small>`}</span>
        </label>`)}
    </div>
    <div class="field">
      <label for="other-day">${i("other_day")}</label>
      <input
        class="input"
        id="other-day"
        type="date"
        min=${n}
        max=${Jo(n,Ba)}
        value=${e}
        onChange=${a}
      />
    </div>
  </fieldset>`}function ja({place:t,choice:e,choose:o}){let n=r=>{let{value:a}=r.currentTarget;o({startsAt:a?Sr(e.day,a,t.timezone):""})},s=e.startsAt?kr(t.timezone,new Date(e.startsAt)):"";return c`<div class="field">
    <label for="any-time">${i("any_time")}</label>
    <input class="input" id="any-time" type="time" value=${s} onChange=${n} />
  </div>`}function Ua({place:t,choice:e,choose:o,slots:n}){let{data:s,problem:r,reload:a}=n;return s?s.slotMinutes===null?c`<${ja} place=${t} choice=${e} choose=${o} />`:s.slots.length===0?c`<${G} text=${i("no_times")} />`:c`<div class="choices" id="times">
    ${s.slots.map(({startsAt:l,free:u})=>c`<label class="choice" key=${l} data-free=${u}>
        <input
          type="radio"
          name="time"
          value=${l}
          checked=${l===e.startsAt}
          disabled=${u===0}
          onChange=${()=>o({startsAt:l})}
        />
        <span>${Ut(l,s.timezone)}<small>${u===0?i("full"):i("free",{n:u})}</small></span>
      </label>`)}
  </div>`:r?c`<${st} problem=${r} again=${a} />`:c`<${$e} />`}function Rr({data:t,choice:e,choose:o,slots:n}){let s=t.locations.find(a=>a.id===e.locationId),r=s&&s.timezone!==Intl.DateTimeFormat().resolvedOptions().timeZone;return c`
    <fieldset class="card">
      <legend>${i("place")}</legend>
      ${t.locations.map(a=>c`<label class="choice wide" key=${a.id}>
          <input
            type="radio"
            name="location"
            value=${a.id}
            checked=${a.id===e.locationId}
            onChange=${()=>o({locationId:a.id,startsAt:""})}
          />
          <span>${a.name}<small>${[a.address,a.openingHours].filter(Boolean).join(" · ")}</small></span>
        </label>`)}
    </fieldset>
    ${s&&c`<${Fa} place=${s} day=${e.day} choose=${o} />`}
    ${s&&e.day&&c`<fieldset class="card">
      <legend>${i("time")}</legend>
      ${r&&c`<p class="quiet">${i("times_of",{zone:s.timezone})}</p>`}
      <${Ua} place=${s} choice=${e} choose=${o} slots=${n} />
    </fieldset>`}
  `}function Ha(t,e,{locations:o,exams:n,packages:s}){let[r]=o.length===1?o:[];if(!e){let m=(_,y)=>y.map($=>$.id).filter($=>t.getAll(_).includes(String($))),f={examIds:m("examen",n),packageIds:m("paquete",s)};return{locationId:r?.id??null,day:"",startsAt:"",...f}}let{locationId:a,scheduledAt:l,examIds:u,packageIds:p}=e.appointment,d=o.find(m=>m.id===a)?.timezone,h={startsAt:"",examIds:u,packageIds:p};return d?{locationId:a,day:je(d,new Date(l)),...h}:{locationId:null,day:"",...h}}function Va({locationId:t,startsAt:e,examIds:o,packageIds:n}){return t===null?"choose_place":e===""?"choose_time":o.length+n.length>0?null:"choose_contents"}function za({examIds:t,packageIds:e},{exams:o,packages:n}){return[...o.filter(r=>t.includes(r.id)),...n.filter(r=>e.includes(r.id))].reduce((r,a)=>r+pe(a.price),0)}async function Wa({locationId:t,startsAt:e,examIds:o,packageIds:n},s,r){let a={locationId:t,scheduledAt:e};return s?(await E("PATCH",`/api/appointments/${s.appointment.id}`,{body:a,version:s.version})).data:(await E("POST","/api/appointments",{body:{...a,examIds:o,packageIds:n,notes:r}})).data}function Ya({data:t,query:e,moved:o}){let[n,s]=g(()=>Ha(e,o,t)),r=Cr(n.locationId,n.day),{busy:a,problem:l,submit:u,clearProblem:p}=O(async({notes:_=""})=>{try{let y=o?"updated":"created";Ie(await Yt(Wa(n,o,_),$=>Le(y,$)))}catch(y){throw y instanceof x&&y.code==="slot_full"&&(r.reload(),s($=>({...$,startsAt:""}))),y}W.refresh(),R(i(o?"moved_by_me":"booked_by_me")),ie("/citas")}),d=_=>{p(),s(y=>({...y,..._}))},h=r.data?.slots.find(_=>_.startsAt===n.startsAt)?.free===0;w(()=>{!h||a||(d({startsAt:""}),R(i("just_taken"),"warning"))},[h,a]);let m=Va(n),f=Pe(za(n,t),t.currency);return c`<form class="booking" onSubmit=${u}>
    <${Rr} data=${t} choice=${n} choose=${d} slots=${r} />
    ${!o&&c`<${Nr} data=${t} choice=${n} choose=${d} />`}
    ${!o&&c`<div class="card field">
        <label for="notes">${i("notes")}</label>
        <textarea class="input" id="notes" name="notes" rows="2" maxlength="2000"></textarea>
      </div>`}
    <div class="sum card">
      <${A} problem=${l} isWhole />
      ${!o&&c`<p role="status">${i("total")}: <strong id="total">${f}</strong></p>`}
      ${m&&c`<p class="quiet">${i(m)}</p>`}
      <div class="row">
        <${P} busy=${a} disabled=${m!==null}>${i(o?"confirm_move":"confirm_booking")}<//>
        <a class="button" href="/citas">${i("back")}</a>
      </div>
    </div>
  </form>`}function Ka(t){let[e,o]=g({}),[n,s]=g(0);return w(()=>{t&&E("GET",`/api/appointments/${encodeURIComponent(t)}`).then(({data:r,version:a})=>o({moved:{appointment:r,version:a}}),r=>o({problem:r}))},[t,n]),{...e,again:()=>s(r=>r+1)}}var Ga=({scheduledAt:t,locationId:e})=>jt(t,De(e));function Xo({query:t}){let e=B(F),o=t.get("mover"),{moved:n,problem:s,again:r}=Ka(o);return s?c`<${st} problem=${s} again=${r} />`:o&&!n?c`<${$e} />`:c`
    ${n&&c`<p class="note">${i("moving",{when:Ga(n.appointment)})}</p>`}
    <${V} resource=${F} state=${e}>
      ${a=>c`<${Ya} data=${a} query=${t} moved=${n??null} />`}
    <//>
  `}function no({query:t,name:e}){return c`<a class="button" href=${`/citas/nueva?${t}`}>${i("book")}<span class="unseen"> ${e}</span></a>`}function so({value:t,currency:e}){let o=Fe(t),n=o===void 0?"":i("price_was",{price:ge(o,e)});return c`<p class=${o===void 0?"price":"price changed"}>
    <strong>${ge(t,e)}</strong>
    ${n&&c`<span class="mark" role="status">${n}</span>`}
  </p>`}function Ja(t){return t%24===0?fe("days",t/24):fe("hours",t)}function Ir({exam:t,currency:e,bookable:o}){let n=i("result_in",{time:Ja(t.turnaroundHours)});return c`<li class="card" id=${`exam-${t.id}`}>
    <div class="head">
      <h3>${t.name}</h3>
      <${so} value=${t.price} currency=${e} />
    </div>
    <p class="quiet">${[t.code,t.sampleType,n].filter(Boolean).join(" · ")}</p>
    ${t.description&&c`<p>${t.description}</p>`}
    ${t.preparation&&c`<details>
      <summary>${i("preparation")}</summary>
      <p class="prose">${t.preparation}</p>
    </details>`}
    ${o&&c`<${no} query=${`examen=${t.id}`} name=${t.name} />`}
  </li>`}function Dr({offer:t,exams:e,currency:o,bookable:n}){let s=t.examIds.map(u=>e.get(u)).filter(u=>u!==void 0),r=s.reduce((u,p)=>u+pe(p.price),0),a=s.length===t.examIds.length?r-pe(t.price):0,l={amount:Pe(a,o),alone:Pe(r,o)};return c`<li class="card" id=${`package-${t.id}`}>
    <div class="head">
      <h3>${t.name}</h3>
      <${so} value=${t.price} currency=${o} />
    </div>
    ${a>0&&c`<p class="saving">${i("saves",l)}</p>`}
    ${t.description&&c`<p>${t.description}</p>`}
    <details>
      <summary>${fe("exams_in",t.examIds.length)}</summary>
      <ul class="plain">
        ${s.map(u=>c`<li key=${u.id}>${u.name}</li>`)}
      </ul>
    </details>
    ${n&&c`<${no} query=${`paquete=${t.id}`} name=${t.name} />`}
  </li>`}var qr=60;function Xa({exams:t,packages:e,categories:o},n,s){let r=oo(n),a=new Map(o.map(l=>[l.id,l.name]));return{exams:t.filter(l=>(s===""||String(l.categoryId)===s)&&r(l.name,l.code,l.description,a.get(l.categoryId)??"")),packages:s===""?e.filter(l=>r(l.name,l.code,l.description)):[]}}function Za({data:t,bookable:e}){let[o,n]=g(""),[s,r]=g(""),[a,l]=g(qr),{exams:u,packages:p}=gt(()=>Xa(t,o,s),[t,o,s]),d=gt(()=>new Map(t.exams.map(_=>[_.id,_])),[t]),h={currency:t.currency,bookable:e},m=_=>n(_.currentTarget.value),f=_=>r(_.currentTarget.value);return c`
    <form class="filters" role="search" onSubmit=${_=>_.preventDefault()}>
      <label class="unseen" for="wanted">${i("search_exams")}</label>
      <input
        class="input"
        id="wanted"
        type="search"
        value=${o}
        placeholder=${i("search_exams")}
        onInput=${m}
      />
      <label class="unseen" for="category">${i("category")}</label>
      <select class="input" id="category" value=${s} onChange=${f}>
        <option value="">${i("all_categories")}</option>
        ${t.categories.map(_=>c`<option key=${_.id} value=${String(_.id)}>${_.name}</option>`)}
      </select>
    </form>
    <p class="quiet" role="status">${fe("found",u.length+p.length)}</p>
    ${u.length+p.length===0&&c`<${G} text=${i("nothing_found")} />`}
    ${p.length>0&&c`<section aria-labelledby="packages">
      <h2 id="packages">${i("packages")}</h2>
      <ul class="cards">
        ${p.map(_=>c`<${Dr} key=${_.id} offer=${_} exams=${d} ...${h} />`)}
      </ul>
    </section>`}
    ${u.length>0&&c`<section aria-labelledby="exams">
      <h2 id="exams">${i("exams")}</h2>
      <ul class="cards">
        ${u.slice(0,a).map(_=>c`<${Ir} key=${_.id} exam=${_} ...${h} />`)}
      </ul>
      ${u.length>a&&c`<${oe} onClick=${()=>l(a+qr)} />`}
    </section>`}
  `}function Lr({user:t}){let e=B(F),o=t?.role==="Paciente";return c`<${V} resource=${F} state=${e}>
    ${n=>c`<${Za} data=${n} bookable=${o} />`}
  <//>`}function ce(){let t=D(U)==="es"?"en":"es";return c`<p>
    <button type="button" class="link" lang=${t} onClick=${()=>Dt(t)}>
      ${t==="en"?"English":"Español"}
    </button>
  </p>`}var Qa=document.getElementById("app")?.dataset.mail!=="none";function ec(){let t=q(null);return w(()=>t.current?.focus(),[]),c`<p class="note" role="status" tabindex="-1" ref=${t} data-outcome>${i("link_sent")}</p>`}function tc(){let e=(B(F).data?.locations??[]).filter(o=>o.phone);return c`<p class="note note-warning" role="status" data-outcome>${i("link_at_laboratory")}</p>
    ${e.length>0&&c`<ul class="plain">
        ${e.map(({id:o,name:n,phone:s})=>c`<li key=${o}>${n}: <a href=${`tel:${s}`}>${s}</a></li>`)}
      </ul>`}
    <p>${i("link_for_staff")}</p>`}function Mr(){let[t,e]=g(Qa?null:"no_mail"),{busy:o,problem:n,submit:s}=O(async({email:r=""})=>{try{await H("POST","/api/auth/password/forgotten",{body:{email:r}}),e("sent")}catch(a){if(L(a).code!=="no_mail")throw a;e("no_mail")}});return c`<div class="narrow">
    ${t==="sent"&&c`<${ec} />`} ${t==="no_mail"&&c`<${tc} />`}
    ${t===null&&c`<form class="card" noValidate onSubmit=${s}>
        <p>${i("forgotten_what")}</p>
        <${A} problem=${n} />
        <${S}
          label=${i("email")}
          name="email"
          type="email"
          autocomplete="username"
          maxlength="254"
          required
          problem=${n}
        />
        <${P} busy=${o}>${i("send_link")}<//>
      </form>`}
    <p><a href="/entrar">${i("back_to_sign_in")}</a></p>
    <${ce} />
  </div>`}async function oc(t){try{let{data:e}=await E("POST","/api/auth/me/inbox/read",{body:{upTo:t}});te.update(o=>({...o,unread:e.unread,items:o.items.map(n=>n.eventId<=t?{...n,read:!0}:n)}))}catch(e){L(e)}}function nc({notice:{eventId:t,event:e,payload:o},isNew:n}){let{text:s,href:r,kind:a}=zt(e,o),l=String(o.timestamp);return c`<li class=${n?"card entry new":"card entry"} id=${`notice-${t}`}>
    <${T} name=${Kt[a]??"info-circle"} />
    <div>
      <p class="prose">${s}${r&&c` <a href=${r}>${i("see")}</a>`}</p>
      <p class="quiet"><time datetime=${l}>${Z(l)}</time></p>
    </div>
    ${n&&c`<span class="badge" data-tone="warn">${i("new")}</span>`}
  </li>`}function sc({page:t}){let{items:e,total:o,unread:n}=t,s=q(new Set);for(let a of e)a.read||s.current.add(a.eventId);let r=e[0]?.eventId??0;return w(()=>{if(n===0)return;let a=()=>{document.hidden||oc(r)};return a(),document.addEventListener("visibilitychange",a),()=>document.removeEventListener("visibilitychange",a)},[n,r]),e.length===0?c`<${G} text=${i("no_notices")} />`:c`
    <ul class="cards one-column">
      ${e.map(a=>c`<${nc} key=${a.eventId} notice=${a} isNew=${s.current.has(a.eventId)} />`)}
    </ul>
    ${e.length<o&&c`<${oe} onClick=${()=>te.more()} />`}
  `}function Br(){let t=B(te);return B(F),c`<${V} resource=${te} state=${t}>
    ${e=>c`<${sc} page=${e} />`}
  <//>`}function ro({problem:t}){let[e,o]=g(!1);return c`
    <${S}
      label=${i("new_password")}
      name="newPassword"
      type=${e?"text":"password"}
      autocomplete="new-password"
      autocapitalize="none"
      spellcheck="false"
      minlength="10"
      maxlength="128"
      required
      hint=${i("linked_password_rules")}
      problem=${t}
    />
    <label class="check">
      <input type="checkbox" checked=${e} onChange=${()=>o(!e)} />
      <span>${i("show_password")}</span>
    </label>
  `}var io="";function Fr(){return location.hash.length>1&&(io=location.hash.slice(1),history.replaceState(null,"",location.pathname)),io!==""}function jr({text:t,tone:e,children:o}){let n=q(null);return w(()=>n.current?.focus(),[]),c`<p class=${e} role="status" tabindex="-1" ref=${n} data-outcome>${t}</p>
    ${o}`}function Ur(){let[t,e]=g(Fr()?"form":"invalid");w(()=>{let r=()=>Fr()&&e("form");return addEventListener("hashchange",r),()=>removeEventListener("hashchange",r)},[]);let{busy:o,problem:n,submit:s}=O(async({newPassword:r=""})=>{try{await H("POST","/api/auth/password/reset",{body:{token:io,newPassword:r}}),e("done")}catch(a){if(L(a).code!=="link_invalid")throw a;e("invalid")}io=""});return t==="done"?c`<div class="narrow">
      <${jr} text=${i("linked_password_set")} tone="note">
        <p><a class="button button-primary" href="/entrar">${i("enter")}</a></p>
        <p><a href="/admin">${i("to_admin_from_link")}</a></p>
      <//>
    </div>`:t==="invalid"?c`<div class="narrow">
      <${jr} text=${i("link_invalid")} tone="note note-warning">
        <p><a class="button button-primary" href="/contrasena-olvidada">${i("another_link")}</a></p>
      <//>
      <${ce} />
    </div>`:c`<div class="narrow">
    <form class="card" noValidate onSubmit=${s}>
      <p>${i("linked_password_what")}</p>
      <${A} problem=${n} />
      <${ro} problem=${n} />
      <${P} busy=${o}>${i("set_password")}<//>
    </form>
    <${ce} />
  </div>`}function rc(t){return Object.fromEntries(Object.entries(t).filter(([,e])=>e!==""))}function Hr(){let{busy:t,problem:e,submit:o}=O(n=>fs(rc(n)));return c`<div class="narrow">
    <form class="card" noValidate onSubmit=${o}>
      <${A} problem=${e} />
      <${S} label=${i("name")} name="name" autocomplete="name" maxlength="120" required problem=${e} />
      <${S}
        label=${i("email")}
        name="email"
        type="email"
        autocomplete="username"
        maxlength="254"
        required
        problem=${e}
      />
      <${S}
        label=${i("password")}
        name="password"
        type="password"
        autocomplete="new-password"
        minlength="10"
        maxlength="128"
        required
        hint=${i("password_hint")}
        problem=${e}
      />
      <${S}
        label=${i("document_optional")}
        name="documentNumber"
        autocomplete="off"
        maxlength="40"
        hint=${i("document_hint")}
        problem=${e}
      />
      <${S}
        label=${i("phone_optional")}
        name="phone"
        type="tel"
        autocomplete="tel"
        maxlength="40"
        problem=${e}
      />
      <${P} busy=${t}>${i("register")}<//>
    </form>
    <p>${i("have_account")} <a href="/entrar">${i("enter")}</a></p>
    <${ce} />
  </div>`}function ic({file:t,id:e}){let o=t.size>0?Math.round(t.received/t.size*100):0,n=t.phase==="queued"?i("queued"):t.waiting?i("waiting_for_network"):i("fetching",{share:o});return c`<div class="field">
    <p id=${`progress-${e}`} role="status">${n}</p>
    <progress aria-labelledby=${`progress-${e}`} max="100" value=${o}></progress>
  </div>`}function ac({file:t,examName:e}){let o=c`<span class="unseen"> ${e}</span>`;return c`
    <p class="saving" role="status"><${T} name="circle-check" /> ${i(t.isVerified?"checked":"unchecked")}</p>
    <div class="row">
      <a class="button button-primary" href=${t.url} target="_blank">
        <${T} name="external-link" /> ${i("open")}${o}
      </a>
      <a class="button" href=${t.url} download=${t.name}><${T} name="download" /> ${i("save")}${o}</a>
    </div>
  `}function cc({result:t}){let{id:e,examName:o,size:n}=t,s=D(re)[e];return s?.phase==="queued"||s?.phase==="fetching"?c`<${ic} file=${s} id=${e} />`:s?.phase==="ready"?c`<${ac} file=${s} examName=${o} />`:c`
    ${s?.phase==="failed"&&c`<p class="note note-error" role="alert">${s.problem?.message}</p>`}
    <button type="button" class="button" onClick=${()=>Ss(e)}>
      <${T} name="file-type-pdf" /> ${i("fetch")}<span class="unseen"> ${o}</span>
      ${n!==null&&c`<span class="quiet">${ot(n)}</span>`}
    </button>
  `}function Vr({result:t,isPatient:e}){let{id:o,examName:n,status:s,patientId:r,releasedAt:a,hasFile:l}=t,u=Fe(s);return c`<li class=${u===void 0?"card":"card changed"} id=${`result-${o}`}>
    <div class="head">
      <h2 class="name">${n}</h2>
      <${Zt} of="result" state=${s} />
    </div>
    ${!e&&c`<${eo} id=${r} />`}
    ${a&&c`<p class="quiet">${i("released",{when:Z(a)})}</p>`}
    ${s!=="pending"&&l&&c`<${cc} result=${t} />`}
  </li>`}function lc(t,{items:e,total:o},n){if(e.length<o)return[];let s=new Set(e.map(r=>`${r.appointmentId} ${r.examId}`));return t.filter(r=>r.status==="completed").flatMap(({id:r,examIds:a,packageIds:l})=>{let u=n.packages.filter(p=>l.includes(p.id)).flatMap(p=>p.examIds);return[...new Set([...a,...u])].filter(p=>!s.has(`${r} ${p}`))}).map(r=>n.exams.find(a=>a.id===r)?.name).filter(r=>r!==void 0)}function uc({page:t,isPatient:e}){let o=B(W).data?.items??[],n=B(F).data,s=e&&n?lc(o,t,n):[],{items:r,total:a}=t,l=u=>c`<${Vr} key=${u.id} result=${u} isPatient=${e} />`;return c`
    ${r.length===0&&s.length===0&&c`<${G} text=${i("no_results")} />`}
    ${r.length>0&&c`<ul class="cards">${r.map(l)}</ul>`}
    ${r.length<a&&c`<${oe} onClick=${()=>be.more()} />`}
    ${s.length>0&&c`<section aria-labelledby="making">
      <h2 id="making">${i("pending_results")}</h2>
      <ul class="plain">${s.map((u,p)=>c`<li key=${p}>${u}</li>`)}</ul>
      <p class="quiet">${i("pending_hint")}</p>
    </section>`}
  `}function zr({user:t}){let e=B(be);return c`<${V} resource=${be} state=${e}>
    ${o=>c`<${uc} page=${o} isPatient=${t.role==="Paciente"} />`}
  <//>`}var dc=new Set(["challenge_invalid","password_expired"]);function Wr({step:t,onRestart:e}){let o=q(null),{busy:n,problem:s,submit:r}=O(({newPassword:u=""})=>ms({challenge:t.challenge,newPassword:u}));w(()=>{let u=o.current?.elements.namedItem("newPassword");u instanceof HTMLElement&&u.focus()},[]);let a=s&&Object.keys(s.errors).length===0?s:null,l=s!==null&&dc.has(s.code);return c`<div class="narrow">
    <section class="card" aria-labelledby="initial-password">
      <h2 id="initial-password">${i("initial_password")}</h2>
      <form class="fields" noValidate onSubmit=${r} ref=${o}>
        <p>${i("initial_password_what")}</p>
        <${A} problem=${a} />
        <input type="email" autocomplete="username" defaultValue=${t.email} hidden />
        <${ro} problem=${s} />
        <${P} busy=${n}>${i("save_and_enter")}<//>
      </form>
      <button type="button" class="link" onClick=${e}>
        ${i(l?"back_to_sign_in":"other_account")}
      </button>
    </section>
  </div>`}var Yr={totp:{inputmode:"numeric",autocomplete:"one-time-code",maxlength:"12"},recovery:{autocomplete:"off",autocapitalize:"none",spellcheck:"false",maxlength:"60"}};function pc({challenge:t,advance:e}){let[o,n]=g(!1),[s,r]=g(null),a=q(null);w(()=>a.current?.focus(),[]);let l=async()=>{n(!0),r(null);try{await e(rr(t))}catch(u){r(L(u))}finally{n(!1)}};return c`
    <${A} problem=${s} isWhole />
    <p>${i("second_step_passkey")}</p>
    <button
      type="button"
      class="button button-primary"
      ref=${a}
      aria-disabled=${o?"true":void 0}
      onClick=${()=>o||void l()}
    >
      ${o?i("working"):i("use_passkey")}
    </button>
  `}function Kr({step:t,advance:e,onRestart:o}){let n=t.methods.filter(_=>_ in Yr),s=t.methods.includes("passkey")&&Jt(),[r,a]=g(s?null:n[0]??"recovery"),l=q(null),{busy:u,problem:p,submit:d,clearProblem:h}=O(({code:_=""})=>e(qt({challenge:t.challenge,code:_})));w(()=>l.current?.querySelector("input")?.focus(),[r]);let m=n.filter(_=>_!==r),f=p&&Object.keys(p.errors).length===0?p:null;return c`<div class="narrow">
    <section class="card" aria-labelledby="second-step">
      <h2 id="second-step">${i("second_step")}</h2>
      ${s&&c`<${pc} challenge=${t.challenge} advance=${e} />`}
      ${r&&c`<form class="fields" noValidate onSubmit=${d} ref=${l}>
          <p>${i(`second_step_${r}`)}</p>
          <${A} problem=${f} />
          <${S}
            key=${r}
            label=${i(`code_${r}`)}
            name="code"
            required
            problem=${p}
            ...${Yr[r]}
          />
          <${P} busy=${u}>${i("continue")}<//>
        </form>`}
      ${m.map(_=>c`<button
            key=${_}
            type="button"
            class="link"
            onClick=${()=>{h(),a(_)}}
          >
            ${i(`use_${_}`)}
          </button>`)}
      ${!t.methods.includes("recovery")&&c`<p class="hint">${i("no_recovery_codes")}</p>`}
      <button type="button" class="link" onClick=${o}>${i("other_account")}</button>
    </section>
  </div>`}var hc=new Set(["second_factor_required","new_password_required"]);function ao(){let[t,e]=g(null),o=async l=>{try{await l}catch(u){if(!(u instanceof x)||!hc.has(u.code))throw u;e(u)}},{busy:n,problem:s,submit:r}=O(({email:l="",password:u=""})=>o(hs({email:l,password:u}))),a=()=>e(null);return t?.code==="new_password_required"?c`<${Wr} step=${t} onRestart=${a} />`:t?c`<${Kr} step=${t} advance=${o} onRestart=${a} />`:c`<div class="narrow">
    <form class="card" noValidate onSubmit=${r}>
      <${A} problem=${s} />
      <${S}
        label=${i("email")}
        name="email"
        type="email"
        autocomplete="username"
        maxlength="254"
        required
        problem=${s}
      />
      <${S}
        label=${i("password")}
        name="password"
        type="password"
        autocomplete="current-password"
        maxlength="128"
        required
        problem=${s}
      />
      <${P} busy=${n}>${i("enter")}<//>
    </form>
    <p><a href="/contrasena-olvidada">${i("forgotten")}</a></p>
    <p>${i("no_account")} <a href="/registro">${i("register")}</a></p>
    <${ce} />
  </div>`}function Gr(){return c`<div class="state">
    <p>${i("staff_text")}</p>
    <p><a class="button button-primary" href="/admin">${i("to_admin")}</a></p>
  </div>`}var Jr={title:"catalog",isPrivate:!1,show:Lr},mc={title:"confirm_move",isPrivate:!0,show:Xo},Xr={"/catalogo":Jr,"/citas":{title:"appointments",isPrivate:!0,show:wr},"/citas/nueva":{title:"new_appointment",isPrivate:!0,show:Xo},"/resultados":{title:"results",isPrivate:!0,show:zr},"/avisos":{title:"inbox",isPrivate:!0,show:Br},"/cuenta":{title:"account",isPrivate:!0,show:gr},"/entrar":{title:"enter",isPrivate:!1,show:ao},"/contrasena-olvidada":{title:"forgotten",isPrivate:!1,show:Mr},"/nueva-contrasena":{title:"linked_password",isPrivate:!1,show:Ur},"/registro":{title:"register",isPrivate:!1,show:Hr}},fc={title:"staff",isPrivate:!0,show:Gr},_c=["/","/entrar","/registro"],Zr=["/",...Object.keys(Xr)];function Qr({path:t,query:e},o){let n=e.has("mover")&&t==="/citas/nueva"?mc:Xr[t]??Jr;return n.isPrivate&&o?.role==="Administrador"?fc:n}function ei(t,{phase:e,user:o}){let n=o?.role==="Administrador";return t==="/citas/nueva"&&o?.role==="Medico"?"/citas":e==="signed"&&_c.includes(t)?n?"/catalogo":"/citas":t==="/"&&e!=="starting"?"/catalogo":null}function ti(t,e){let o={path:"/catalogo",icon:"test-pipe",text:"catalog"};return t?t.role==="Administrador"?[o,{path:"/cuenta",icon:"user-check",text:"account_short"}]:[o,{path:"/citas",icon:"calendar-event",text:"appointments"},{path:"/resultados",icon:"report-medical",text:"results"},{path:"/avisos",icon:"bell",text:"inbox",count:e},{path:"/cuenta",icon:"user-check",text:"account_short"}]:[o,{path:"/entrar",icon:"key",text:"enter"}]}function oi(){return c`<div class="state" role="status">
    <p><span class="spinner" aria-hidden="true"></span> ${i("unreachable_long")}</p>
    <p><a class="button" href="/catalogo">${i("catalog")}</a></p>
  </div>`}function gc(t,{phase:e,user:o}){let n=Qr(t,o);return!n.isPrivate||e==="signed"?n:e==="anonymous"?{...n,title:"enter",show:ao}:{...n,show:e==="starting"?$e:oi}}function yc({reason:t}){return c`<div role="alert">
    ${t&&c`<p class=${t==="left"?"note":"note note-warning"} data-reason=${t}>
        <${T} name="info-circle" /> ${i(`why_${t}`)}
      </p>`}
  </div>`}function bc(){let t=Mt(D(he));return c`<div role="status">
    ${t&&c`<p class="note note-warning" data-missing-factor>
        <${T} name="shield-check" />
        <span>${i("factor_missing")} <a href="/admin/account">${i("to_admin")}</a></span>
      </p>`}
  </div>`}function ni(){D(U);let t=D(Wt),{path:e,query:o}=t,n=D(k),s=D(te).data?.unread??0,r=q(null),a=q(e),l=ei(e,n),u=gc(t,n),p=i(u.title);return w(()=>{l&&ie(l,{replace:!0})},[l]),w(()=>{document.title=`${p} · ${i("lab")}`},[p]),w(()=>{a.current!==e&&r.current?.querySelector("h1")?.focus(),a.current=e},[e]),c`
    <a class="skip" href="#main">${i("to_content")}</a>
    <header class="bar">
      <a class="brand" href="/"><${T} name="flask" /> ${i("lab")}</a>
      <${Ws} />
      <${zs} entries=${ti(n.user,s)} path=${e} />
    </header>
    <main id="main" class="page" tabindex="-1" ref=${r}>
      <h1 tabindex="-1">${p}</h1>
      <${yc} reason=${n.reason} />
      <${bc} />
      <${u.show} key=${`${e}?${o} ${U.value}`} query=${o} user=${n.user} />
    </main>
    <${Ys} />
  `}document.documentElement.lang=U.value;ho(yt());Ns(Zr);Ms();Es();Hs();Vs();ws();var si=document.getElementById("app");si&&xn(c`<${ni} />`,si);ps();
